"""A site that asks too much of its pages: over a thousand sessions, and each extreme that a page has to bear.

    python tests/browser/stress.py some/folder

Below the folder: recapgen.toml and content/, posts of benchmarks/corpus.py (synthetic, the same bytes for a seed) and
the posts of this file: a title of 200 characters, forty speakers on one stage, a talk of nobody, right-to-left and CJK
posts, an edition of 300 sessions and one of a single session, told in two languages. Full text where Pagefind is there.
"""

from __future__ import annotations

import sys
from importlib import util
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks import corpus

POSTS = 170
TITLE = (
    "Everything that a talk has ever been called at once: about Donaudampfschifffahrtsgesellschaftskapitänsmützen, "
    "incomprehensibilities, and whatever else has to be said aloud before anyone may even begin"
)
"""200 characters."""
GIVEN = corpus.words_of("Ada Ben Cleo Dov Eva Finn Gus Hana Ivo Jun Kaja Lev Mira Nils Olga Pia Quin Rosa Sven Tove")
FAMILY = corpus.words_of(
    "Abendroth Brandvold Castellane Dragomir Eskildsen Farrugia Grönlund Halloran Iwaszkiewicz Jovanović"
)
SUBJECTS = corpus.words_of("queues caches ledgers schemas parsers backups sensors fonts forms maps tests logs")
TURNS = [
    "in anger",
    "by hand",
    "at night",
    "for two",
    "without tears",
    "on paper",
    "after all",
    "from scratch",
    "in a hurry",
]


def person(number: int) -> str:
    """200 people, and forty in a row are forty."""
    return f"{GIVEN[number % 20]} {FAMILY[number // 20 % 10]}"


def post(title: str, conference: str, body: str, more: str = "") -> str:
    return f'---\ntitle: "{title}"\ndate: 2023-06-01\nconference: {conference}\n{more}---\n\n{body}\n'


def fair() -> str:
    """300 sessions of one edition, on three days."""
    told = [
        f'## {subject.capitalize()} {turn}, part {number // 108 + 1} {{speakers="{person(number * 7)} (Guild of '
        f'{subject.capitalize()})" day={number // 100 + 1} topics="{subject}"}}\n\nWhat {subject} {turn} are good for, '
        f"and what number {number} of the day made of it before lunch."
        for number in range(300)
        for subject, turn in [(SUBJECTS[number % 12], TURNS[number // 12 % 9])]
    ]
    return "Three days and three hundred talks.\n\n" + "\n\n".join(told)


EXTREMES = {
    "fair.md": post(
        "All three hundred", "{name: World Fair of Talks, year: 2023, start: 2023-05-02, end: 2023-05-04}", fair()
    ),
    "title.md": post(
        TITLE,
        "Long Words Days 2023",
        f'## {TITLE} {{speakers="Ann-Kathrin Bartholomäus-Featherstonehaugh (Gesellschaft für angewandte '
        f'Zusammenhangsbetrachtung und Nebensächlichkeiten); Bo Li" topics="Conway\'s law, queues"}}\n\n'
        "It was long.\n\n"
        "## Questions and answers {session=yes kind=talk}\n\nNobody said who spoke.\n\n"
        f'## The whole guild on one stage {{kind=panel speakers="{"; ".join(map(person, range(40)))}"}}\n\n'
        "All at once.\n\n"
        "```text\n" + " ".join(["a line of code that is wider than any small screen"] * 4) + "\n```\n\n"
        "| one | two | three | four | five | six |\n| --- | --- | --- | --- | --- | --- |\n"
        "| " + " | ".join(["unbreakably_long_identifier"] * 6) + " |",
    ),
    "single.md": post("One evening, one talk", "Solo Evening 2022", "## Only me - Ida Quill (Ladle Ltd)\n\nWas said."),
    "arabic.md": post(
        "ملاحظات من مؤتمر البرمجيات الحرة",
        "مؤتمر البرمجيات الحرة 2022",
        '## بناء أنظمة موثوقة مع Kubernetes {speakers="ليلى حداد (جمعية المبرمجين)" topics="queues"}\n\n'
        "تحدثت ليلى عن الأنظمة الموزعة، وعن `kubectl get pods` أيضا.\n\n"
        '## الخصوصية للجميع {speakers="سامي منصور" topics="backups"}\n\nكلمات قليلة.',
        "lang: ar\n",
    ),
    "hebrew.md": post(
        "יום אחד של קוד", "יום הקוד 2021", '## לכתוב פחות {speakers="נועה לוי (Ladle Ltd)"}\n\nפחות קוד.', "lang: he\n"
    ),
    "german.md": post(
        "Ein Abend, ein Vortrag",
        "Solo Evening 2022",
        "## Only me - Ida Quill (Ladle Ltd)\n\nWurde gesagt.",
        "lang: de\ntranslation_of: single.md\n",
    ),
    "japanese.md": post(
        "大規模分散システムの会議について、その三日間に話されたことのすべて",
        "分散システム会議 2022",
        '## 信頼性の高いシステムを作るために知っておくべきこと {speakers="山田太郎 (茶社)" topics="バックアップ"}\n\n'
        '分散システムにおける信頼性について。\n\n## 小さなチーム {speakers="佐藤花子"}\n\n人が大事です。',
        "lang: ja\n",
    ),
}


def write(folder: Path) -> None:
    corpus.write("recapgen", folder, POSTS)
    config = folder / "recapgen.toml"
    more = 'description = "Over a thousand talks that nobody gave."\n'
    more += "full_text = true\n" if util.find_spec("pagefind_bin") else ""
    config.write_text(config.read_text("utf-8") + more, "utf-8")
    for name, text in EXTREMES.items():
        (folder / "content" / "recaps" / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))

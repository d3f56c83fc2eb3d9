"""recapgen beside its peers on the same posts: see README.md."""

"""Tests of the development server: over real sockets, against real folders."""

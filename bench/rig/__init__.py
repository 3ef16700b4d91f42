"""The rig of `./dev bench`; bench/README.md says what it measures and how."""

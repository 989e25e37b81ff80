"""`python -m anyuan`: the same as the command, where no script is installed (Windows)."""

from anyuan.cli import main

if __name__ == "__main__":
    main()

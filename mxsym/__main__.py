"""`python -m mxsym` and the program `mxsym`: the command, which Ctrl-C ends in one line from its first moment."""

import sys

try:
    from mxsym.cli import main
except KeyboardInterrupt:  # while its modules are loaded
    sys.stderr.write("mxsym: interrupted\n")
    sys.exit(130)

if __name__ == "__main__":
    sys.exit(main())

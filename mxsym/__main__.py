"""`python -m mxsym`: the command."""

import sys

from mxsym.cli import main

sys.exit(main())

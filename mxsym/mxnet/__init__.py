"""Parts that only MXNet's interface asks for."""

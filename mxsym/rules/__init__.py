"""Every update rule, one function each, a file a family. A new op touches one file here and nothing else."""

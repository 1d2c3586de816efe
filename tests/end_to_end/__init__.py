"""The claims of the project, proved with the command line as a user has it."""

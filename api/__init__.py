"""ENTRY POINTS: HTTP (app.py) and the command line (cli.py). They translate and authorise, and decide nothing.

routes/ holds one file per resource, shapes/ what it takes and gives, commands/ one file per subcommand. Who may do what
stands in permissions.py alone.
"""

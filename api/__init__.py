"""ENTRY POINTS: HTTP (app.py) and the command line (cli.py). They translate and authorise, and decide nothing.

routes/ holds one file per resource, shapes/ what it takes and gives, commands/ one file per subcommand. What may be done
by whom stands in permissions.py alone.
"""

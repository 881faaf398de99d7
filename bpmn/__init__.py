"""The processes, decisions and forms that are deployed at start: *.bpmn, *.dmn, forms/*.schema.json.

No code lives here; the package exists so that the wheel carries the files. README.md lists topics, groups and naming.
"""

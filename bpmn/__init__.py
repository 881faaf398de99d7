"""What is deployed at start: processes, decisions, forms and texts (*.bpmn, *.dmn, forms/*.schema.json, texts.*.csv).

No code lives here; the package exists so that the wheel carries the files. README.md lists topics, groups and naming.
"""

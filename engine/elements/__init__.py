"""What each BPMN element does: one file per family, each class a task spec of ours on SpiffWorkflow's task tree.

Specs are built once by `engine.dialect`, shared by all instances and threads, and never change afterwards.
`node` holds what all share, `tree` the tokens, `variables` the scopes, `services` the border to the host.
"""

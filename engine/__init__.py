"""Runs BPMN diagrams: processes, tasks, timers, messages. Knows nothing of orders.

Bottom up: `elements` (what each BPMN element does), `dialect` (drawing to elements), `codec` (state to bytes),
`kernel` (the step loop and its commands); the services that persist, list and schedule stand on the kernel.
"""

"""A demo company: its customers, goods, stock and orders, and simulators of the systems around it."""

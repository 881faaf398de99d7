"""Orders in files: reading spreadsheets of any origin, mapping their columns, saying what is wrong where.

encoding → csv_rows | xlsx_rows → table → mapping → orders_file → reject_file. No database: whether a
customer or a product exists is the driver's question (handlers/imports.py).
"""

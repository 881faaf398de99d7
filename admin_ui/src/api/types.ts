/** The names the screens use for what the API speaks; the only file that reads the generated schema by name. */
import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type OrderRow = Schemas['OrderRow'];
export type Order = Schemas['Order'];
export type OrderLine = Schemas['Line'];
export type OrderInput = Schemas['OrderIn'];
export type Shipment = Schemas['Shipment'];
export type TimelineItem = Schemas['TimelineItem'];
export type Customer = Schemas['Customer'];
export type Credit = Schemas['Credit'];
export type Product = Schemas['Product'];
export type Warehouse = Schemas['Warehouse'];
export type Task = Schemas['Task'];
export type TaskDetail = Schemas['TaskDetail'];
export type TaskCounts = Schemas['Counts'];
export type TaskRule = Schemas['Rule'];
export type BulkResult = Schemas['BulkResult'];
export type Instance = Schemas['Instance'];
export type Incident = Schemas['Incident'];
export type Definition = Schemas['Definition'];
export type Import = Schemas['Import'];
export type Notification = Schemas['Notification'];

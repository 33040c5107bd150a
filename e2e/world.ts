// Runs once before all tests: lets a gateway fill a database with its small world, so that each test's own gateway
// only copies it.

import { cpSync, mkdirSync, rmSync } from "node:fs";

import { Gateway, TEMPLATE } from "./gateway";

export default async function prepare(): Promise<void> {
  rmSync(TEMPLATE, { recursive: true, force: true });
  const gateway = await Gateway.start({ empty: true });
  await gateway.stop();
  mkdirSync(TEMPLATE, { recursive: true });
  cpSync(gateway.folder, TEMPLATE, { recursive: true });
  await gateway.dispose();
}

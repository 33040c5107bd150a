// Who else is here: beside the page's title, and beside a row.

import { type Locator, type Page } from "@playwright/test";

/** Who else is on Dispatch. */
export const onDispatch = (page: Page): Locator => page.getByRole("list", { name: "Also on Dispatch" });

/** Who else looks at what the panel shows. */
export const alsoHere = (page: Page): Locator =>
  page.getByRole("complementary").getByRole("list", { name: "Also here" });

/** Everybody of a list, as a reader hears it. */
export const people = (list: Locator): Locator => list.getByRole("listitem");

// The sign-in page, which stands at any address until somebody is signed in.

import { type Locator, type Page } from "@playwright/test";

export class SignIn {
  readonly email: Locator;
  readonly password: Locator;
  readonly button: Locator;
  readonly problem: Locator;

  constructor(readonly page: Page) {
    this.email = page.getByLabel("E-mail", { exact: true });
    this.password = page.getByLabel("Password", { exact: true });
    this.button = page.getByRole("button", { name: "Sign in", exact: true });
    this.problem = page.getByRole("alert").filter({ hasText: /\S/ });
  }

  async as(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.button.click();
  }
}

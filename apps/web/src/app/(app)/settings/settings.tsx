"use client";

import { Skeleton, Stack } from "@mantine/core";
import { lazy, Suspense } from "react";
import { Activity } from "./activity/activity";
import { ApiKeys } from "./api-keys/api-keys";
import { CheckFigures } from "./check-figures";
import { DeleteAccount } from "./delete-account";
import { NotificationSettings } from "./notifications/notification-settings";
import { PasswordForm } from "./password-form";
import { Section } from "./section";
import type { SessionRow } from "./sessions/session-row";
import { Sessions } from "./sessions/sessions";

const ProfileForm = lazy(() => import("./profile-form").then((module) => ({ default: module.ProfileForm })));
const ZoneForm = lazy(() => import("./zone-form").then((module) => ({ default: module.ZoneForm })));

/** The account: who, in which zone, told of what, with figures that add up, with which password, from where, with which keys, what was done with it, and its end. */
export function Settings({ sessions }: { sessions: SessionRow[] }) {
  return (
    <Stack gap="md">
      <Section id="profile" title="Profile" about="How you are called here, and how you sign in.">
        <Suspense fallback={<Skeleton height={180} maw={420} aria-hidden />}>
          <ProfileForm />
        </Suspense>
      </Section>
      <Section
        id="time-zone"
        title="Time zone"
        about="Days, weeks and months are cut in this zone, in sums and charts. Another one cuts past days anew; no amount changes."
      >
        <Suspense fallback={<Skeleton height={140} maw={420} aria-hidden />}>
          <ZoneForm />
        </Suspense>
      </Section>
      <Section
        id="notifications"
        title="Notifications"
        about="What you are told of, and where. What is switched off in the inbox goes to the archive, so that you can still look it up."
      >
        <NotificationSettings />
      </Section>
      <Section
        id="figures"
        title="Figures"
        about="The ledger is never changed; everything else is a sum of it. Check that all sums still are."
      >
        <CheckFigures />
      </Section>
      <Section id="password" title="Password" about="At least 10 characters.">
        <PasswordForm />
      </Section>
      <Section id="sessions" title="Sessions" about="Browsers that are signed in to this account.">
        <Sessions initial={sessions} />
      </Section>
      <Section
        id="api-keys"
        title="API keys"
        about="For trainers and scripts. A key can do what its scopes say, and nothing to the account itself."
      >
        <ApiKeys />
      </Section>
      <Section
        id="activity"
        title="Activity"
        about="Changes of money and security, done or refused; costs say themselves who recorded them. Kept for 400 days, also when the account is deleted. Nobody can change it."
      >
        <Activity sessionId={sessions.find(({ present }) => present)?.id} />
      </Section>
      <Section
        id="delete"
        title="Delete account"
        about="Removes the account with its jobs, costs, notifications and keys. Nothing of it can be brought back."
      >
        <DeleteAccount />
      </Section>
    </Stack>
  );
}

// Whether what is being created names others, which somebody may just be changing.

export type Named = {
  readonly policy_ids: readonly string[];
  readonly preferences?: {
    readonly default_payment_method?: string | null;
    readonly preferred_charging_stations?: readonly string[];
  };
};

export const namesOthers = ({ policy_ids, preferences = {} }: Named): boolean =>
  policy_ids.length > 0 ||
  (preferences.default_payment_method ?? null) !== null ||
  (preferences.preferred_charging_stations ?? []).length > 0;

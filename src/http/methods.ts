// Which methods a path has, for 405 and its `Allow`. Pure.

/** `HEAD` is answered as `GET` without its body. */
export const withHead = (methods: Iterable<string>): readonly string[] =>
  [...methods].flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).sort();

/**
 * Answers the methods of a path as it was asked for; none where there is no endpoint. `declared`
 * holds paths with places for ids, such as `/v1/drivers/:driver`; of two that fit, the one with
 * fewer places is meant.
 */
export function methodsOf(
  declared: ReadonlyMap<string, Iterable<string>>,
): (path: string) => readonly string[] {
  const places = (path: string): number => path.split("/:").length;
  const known = [...declared]
    .sort(([a], [b]) => places(a) - places(b))
    .map(([path, methods]) => ({
      form: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/:\w+/g, "[^/]+")}/?$`),
      methods: withHead(methods),
    }));
  return (path) => known.find(({ form }) => form.test(path))?.methods ?? [];
}

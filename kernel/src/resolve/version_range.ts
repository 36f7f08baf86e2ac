// Versions of packages: the part of npm's ranges that manifests need (^1, ~1.2, 1.2.0, 1, >=1.2).

const versionText = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-[0-9A-Za-z.-]+)?$/;

/** True, false, or null where the range cannot be read. */
export function satisfies(version: string, range: string): boolean | null {
  const parts = /^(\^|~|>=)?\s*(.+)$/.exec(range.trim());
  const wanted = numbers(parts?.[2] ?? '');
  const found = numbers(version);
  if (!parts || !wanted) return null;
  if (!found) return false;
  const [major, minor, patch] = [found[0] ?? 0, found[1] ?? 0, found[2] ?? 0];
  const [wantedMajor = 0, wantedMinor, wantedPatch] = wanted;
  const notBelow =
    major !== wantedMajor
      ? major > wantedMajor
      : minor !== (wantedMinor ?? 0)
        ? minor > (wantedMinor ?? 0)
        : patch >= (wantedPatch ?? 0);
  switch (parts[1]) {
    case '>=':
      return notBelow;
    case '^':
      return (
        notBelow && major === wantedMajor && (wantedMajor > 0 || wantedMinor === undefined || minor === wantedMinor)
      );
    case '~':
      return notBelow && major === wantedMajor && (wantedMinor === undefined || minor === wantedMinor);
    default:
      return (
        major === wantedMajor &&
        (wantedMinor === undefined || minor === wantedMinor) &&
        (wantedPatch === undefined || patch === wantedPatch)
      );
  }
}

function numbers(text: string): number[] | null {
  const found = versionText.exec(text);
  if (!found) return null;
  return found.slice(1, 4).flatMap((part) => (part === undefined ? [] : [Number(part)]));
}

/** Order of two versions: negative where the first is older. A version with a tail (1.0.0-rc.1) comes before the one without. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a) ?? [], numbers(b) ?? []];
  for (let i = 0; i < 3; i++) {
    const step = (left[i] ?? 0) - (right[i] ?? 0);
    if (step !== 0) return step;
  }
  const [tail, other] = [a, b].map((text) => /-(.+)$/.exec(text)?.[1] ?? null);
  if (tail === other) return 0;
  if (tail === null || tail === undefined) return 1;
  if (other === null || other === undefined) return -1;
  return tail.localeCompare(other, 'en', { numeric: true });
}

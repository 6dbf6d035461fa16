/** Whether a value stays within its bound. */
export function toVerdict(name: string, { value, most }: { value: number; most: number }): string {
  return `${value <= most ? "holds" : "MISSED"}: ${name} ≤ ${most}, measured ${value.toFixed(2)}`;
}

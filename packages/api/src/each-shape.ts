/** Makes something once for each shape. There are few shapes whatever the values: nothing a caller can name belongs in one. */
export function eachShape<S extends object, T>(make: (shape: S) => T): (shape: S) => T {
  const made = new Map<string, T>();
  return (shape) => {
    const key = JSON.stringify(shape);
    const known = made.get(key);
    if (known !== undefined) return known;
    const one = make(shape);
    made.set(key, one);
    return one;
  };
}

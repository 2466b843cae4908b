/** Fields in which something is chosen, or counted. */
import { Field } from "./wrong.tsx";

type ChoiceProps<T extends string> = {
  /** As the API calls what it is about, where the API may find fault with it. */
  name?: string;
  label: string;
  value: T;
  all: readonly T[];
  named: Readonly<Record<string, string>>;
  choose: (one: T) => void;
};

export function Choice<T extends string>({ name = "", label, value, all, named, choose }: ChoiceProps<T>) {
  return (
    <Field name={name} label={label}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(event) => choose(event.currentTarget.value as T)}>
          {all.map((one) => (
            <option key={one} value={one}>
              {named[one]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

type CountProps = {
  label: string;
  hint?: string;
  value: string;
  most: number;
  enter: (count: string) => void;
};

export function Count({ label, hint, value, most, enter }: CountProps) {
  return (
    <Field name="" label={label} {...(hint && { hint })}>
      {(attributes) => (
        <input
          {...attributes}
          type="number"
          required
          min={1}
          max={most}
          value={value}
          onInput={(event) => enter(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** A field of a form: its label, what is wrong with it, and what it is for. */
import { useHere } from "./here.ts";

type Props = {
  name: string;
  label: string;
  value: string;
  wrong: string | false;
  set: (value: string) => void;
  hint?: string;
  kind?: "name" | "email" | "number";
  most?: number;
  optional?: boolean;
};

const KINDS = {
  text: { inputMode: "text", autoCapitalize: "sentences" },
  name: { inputMode: "text", autoCapitalize: "words", autoComplete: "name" },
  email: { inputMode: "email", autoCapitalize: "none", autoComplete: "email" },
  number: { inputMode: "decimal", autoCapitalize: "none" },
} as const;

export function Field({ name, label, value, wrong, set, hint, kind, most = 500, optional = false }: Props) {
  const { words } = useHere();
  const described = [hint && `${name}-hint`, wrong && `${name}-wrong`].filter(Boolean).join(" ");
  return (
    <div class={wrong ? "field wrong" : "field"}>
      <label for={name}>
        {label} {optional && <span class="soft">{words.optional}</span>}
      </label>
      <input
        id={name}
        name={name}
        type="text"
        spellcheck={false}
        value={value}
        maxLength={most}
        required={!optional}
        {...KINDS[kind ?? "text"]}
        aria-invalid={wrong !== false}
        {...(described && { "aria-describedby": described })}
        onInput={({ currentTarget }) => set(currentTarget.value)}
      />
      {wrong && (
        <p class="why" id={`${name}-wrong`}>
          {wrong}
        </p>
      )}
      {hint && (
        <p class="soft" id={`${name}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

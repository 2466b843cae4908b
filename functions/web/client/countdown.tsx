import { useEffect, useRef } from "preact/hooks";
import { minutes } from "./format.ts";
import { useCountdown, useHere } from "./here.ts";
import { Mark } from "./mark.tsx";

const WARN_SECONDS = 120;

type Props = {
  seconds: number;
  answeredAt: number;
  onOver: () => void;
  onExtend?: () => void;
};

/** The time that is left. It is told aloud when two minutes are left, not every second. */
export function Countdown({ seconds, answeredAt, onOver, onExtend }: Props) {
  const { words, say } = useHere();
  const left = useCountdown(seconds, answeredAt);
  const warned = useRef(seconds <= WARN_SECONDS);
  useEffect(() => {
    if (left > WARN_SECONDS) warned.current = false;
    if (left > 0 && left <= WARN_SECONDS && !warned.current) {
      warned.current = true;
      say(words.twoMinutes);
    }
    if (left === 0) onOver();
  }, [left]);
  const soon = left <= WARN_SECONDS;
  return (
    <div class={soon ? "countdown soon" : "countdown"}>
      <Mark kind="clock" />
      <p role="timer">
        {words.kept} <b>{minutes(left)}</b>
      </p>
      {onExtend && soon && (
        <button type="button" class="plain" onClick={onExtend}>
          {words.moreTime}
        </button>
      )}
    </div>
  );
}

import type { ToneName } from '../tokens';

const hues: ToneName[] = ['accent', 'cyan', 'violet', 'amber', 'green'];

/** The last letter of a name on a tone of its own; decoration, the name stands beside it or on the button. */
export function Avatar({ name, size = 24 }: { name: string; size?: number }) {
  const sum = [...name].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return (
    <span className={`av tone-${hues[sum % hues.length]}`} style={{ width: size, height: size, fontSize: Math.max(11, size * 0.48) }} aria-hidden>
      {/[\u4e00-\u9fff]/.test(name) ? name.slice(-1) : name.slice(0, 1).toUpperCase()}
    </span>
  );
}

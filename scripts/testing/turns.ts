// Lets several talk at once and be read one after the other: the first says what it says as it says it, the others are kept until
// they have ended or it is their turn.

/** One that talks. */
export interface Voice {
  say(text: string): void;
  end(): void;
}

/** Hands out voices; whose turn it is speaks to `write` directly. */
export class Turns {
  private readonly write: (text: string) => void;
  private voices: { kept: string; ended: boolean }[] = [];

  constructor(write: (text: string) => void) {
    this.write = write;
  }

  /** A voice whose turn comes behind those that are there. */
  join(): Voice {
    const voice = { kept: '', ended: false };
    this.voices.push(voice);
    return {
      say: (text) => {
        if (this.voices[0] === voice) this.write(text);
        else voice.kept += text;
      },
      end: () => {
        voice.ended = true;
        if (this.voices[0] === voice) this.next();
      },
    };
  }

  /** What was kept of those that have not ended, when nobody will wait for them. */
  breakOff(): void {
    for (const voice of this.voices) this.write(voice.kept);
    this.voices = [];
  }

  /** Those that have ended are heard whole, then the turn is with the oldest that goes on. */
  private next(): void {
    for (const voice of this.voices) if (voice.ended) this.write(voice.kept);
    this.voices = this.voices.filter(({ ended }) => !ended);
    const [first] = this.voices;
    if (!first) return;
    this.write(first.kept);
    first.kept = '';
  }
}

import { fixedClock, systemClock, type Clock } from '../calendar.ts';
import type { DatabaseConfig } from '../config.ts';

/** The clock that the environment asks for: the real one, or one that stands still at TODAY. */
export function clockOf(config: DatabaseConfig): Clock {
  const today = config.mode === 'embedded' ? config.today : null;
  return today === null ? systemClock() : fixedClock(today);
}

import { api } from '../../../lib/http';

/** Ends the session and starts afresh at the login page, with nothing of the old user in memory. */
export async function signOut(): Promise<void> {
  try {
    await api.DELETE('/api/v1/sessions/current');
  } finally {
    location.assign('/login');
  }
}

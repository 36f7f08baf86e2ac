// The sheet over a page whose session ran out, and the way out of it by the officer's own login page.
import { useLogout } from 'react-admin';
import { LoginSheet as Sheet } from '@shijian/screens';

export function LoginSheet() {
  const logout = useLogout();
  return <Sheet onOther={() => void logout({}, '/login', false)} />;
}

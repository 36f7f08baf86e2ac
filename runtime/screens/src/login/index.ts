// Logging in, for every app.
export { LoginForm } from './LoginForm.tsx';
export { LoginSheet } from './LoginSheet.tsx';
export { PasswordInput } from './PasswordInput.tsx';

// Logging in, for every app.
export { LoginForm } from './LoginForm.tsx';
export { PasswordInput } from './PasswordInput.tsx';

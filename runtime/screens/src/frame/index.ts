// The frame that every app stands in.
export { AppFrame } from './AppFrame.tsx';
export { default as frameStyles } from './Frame.module.css';

interface Refusal {
  readonly title: string;
  readonly advice: string;
}

const FAILED: Refusal = {
  title: "Single sign-on did not work",
  advice: "The identity provider's answer could not be used. Start again, or sign in with your password.",
};

/** What the sign-in page says of a single sign-on that ended without a session: the `error` of its address, ours or next-auth's. */
export const SIGN_ON_REFUSALS: Readonly<Record<string, Refusal>> = {
  OAuthCallback: FAILED,
  OAuthSignin: {
    title: "The identity provider is out of reach",
    advice: "Single sign-on does not work at the moment. Sign in with your password, or try again later.",
  },
  "unverified-email": {
    title: "Your e-mail address is not verified",
    advice: "The identity provider has to verify it before it opens an account here. Or sign in with your password.",
  },
  "unknown-account": {
    title: "There is no account for you here",
    advice: "You have signed in at the identity provider, but nobody has invited that address. Ask an administrator.",
  },
  "another-identity": {
    title: "Your account belongs to another identity",
    advice: "It was linked to a different sign-in at the identity provider. Use that one, or your password.",
  },
  "shut-out": {
    title: "Your account may not sign in",
    advice: "It is locked, suspended or not activated yet, or all of its tenants are suspended. Ask an administrator.",
  },
  throttled: {
    title: "Too many sign-ins",
    advice: "Wait some minutes, then try again.",
  },
  unavailable: {
    title: "The database is out of reach",
    advice: "Nothing was changed; try again in a moment.",
  },
};

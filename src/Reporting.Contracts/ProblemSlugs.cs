namespace Reporting.Contracts;

/// <summary>The last part of a problem's <c>type</c>, under <c>/problems/</c>: what clients match. Never renamed, never reused for something else.</summary>
public static class ProblemSlugs
{
    public const string MalformedRequest = "malformed-request";
    public const string TooDeep = "too-deep";
    public const string IdempotencyKeyMissing = "idempotency-key-missing";
    public const string Unauthenticated = "unauthenticated";
    public const string Forbidden = "forbidden";
    public const string NotFound = "not-found";
    public const string MethodNotAllowed = "method-not-allowed";
    public const string NotAcceptable = "not-acceptable";
    public const string LinkUsed = "link-used";
    public const string Conflict = "conflict";
    public const string NotInThisState = "not-in-this-state";
    public const string ExternalReferenceTaken = "external-reference-taken";
    public const string AlreadyRegistered = "already-registered";
    public const string PreconditionFailed = "precondition-failed";
    public const string BodyTooLarge = "body-too-large";
    public const string UnsupportedMediaType = "unsupported-media-type";
    public const string RangeNotSatisfiable = "range-not-satisfiable";
    public const string InvalidContent = "invalid-content";
    public const string IdempotencyKeyReused = "idempotency-key-reused";
    public const string PreconditionRequired = "precondition-required";
    public const string ChecksumMismatch = "checksum-mismatch";
    public const string TooManyRequests = "too-many-requests";
    public const string Internal = "internal";
    public const string Unavailable = "unavailable";
}

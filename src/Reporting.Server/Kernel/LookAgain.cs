using Wolverine.Attributes;

namespace Reporting.Server.Kernel;

/// <summary>Something that the cases of a tenant rest on is another now: each is evaluated again.</summary>
/// <param name="Cause">The event that made it necessary, by its name.</param>
/// <param name="Rulebook">The activation of the rulebook that they are to be held against, at the least.</param>
/// <param name="After">Cases up to this one have been seen to; null at the beginning.</param>
[MessageIdentity("look-again")]
public sealed record LookAgain(string Cause, int Rulebook, Guid? After);

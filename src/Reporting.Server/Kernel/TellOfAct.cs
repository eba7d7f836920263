using Wolverine.Attributes;

namespace Reporting.Server.Kernel;

/// <summary>
/// An authority's act addresses the firm: a question, a rejection, a call-in, a period, an order, a service. Cascaded by the
/// command that records the act, in its transaction and the firm's tenant. Ids and codes only.
/// </summary>
/// <param name="Id">The act's own: telling of it twice tells nobody twice.</param>
/// <param name="Act">What it is, a code of small letters and dashes (<c>notice-accepted</c>, <c>information-notice-given</c>); it is shown with spaces.</param>
/// <param name="Authority">Whose act, by the id in the register of authorities.</param>
[MessageIdentity("tell-of-act")]
public sealed record TellOfAct(Guid Id, Guid Case, string Act, string Authority);

using Marten;
using Marten.Services;

namespace Reporting.Server.Kernel;

/// <summary>Does something when a session's changes are committed. Earlier, another request could read once more what is about to change, and keep it.</summary>
public sealed class OnceCommitted(Action then) : DocumentSessionListenerBase
{
    public override Task AfterCommitAsync(IDocumentSession session, IChangeSet commit, CancellationToken token)
    {
        then();
        return Task.CompletedTask;
    }
}

using System.Runtime.InteropServices;

namespace Reporting.Server.Evidence.Storage;

/// <summary>Objects as files under one folder: written under another name, flushed to the disk, renamed, and the folder flushed too.</summary>
public sealed class FolderStore(string root) : IEvidenceStore
{
    private const string Unfinished = ".part";

    public async Task PutAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        var path = PathOf(name);
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            Make(folder);
        }

        var unfinished = path + Unfinished;
        await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.Asynchronous))
        {
            await file.WriteAsync(bytes, cancellation);
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, path, overwrite: false);
        Folders.Flush(folder);
    }

    public async Task ReadAsync(string name, Memory<byte> into, CancellationToken cancellation)
    {
        try
        {
            await using var file = new FileStream(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
            if (file.Length != into.Length)
            {
                throw new EvidenceDamagedException($"The object {name} has {file.Length} bytes where {into.Length} were written.");
            }

            await file.ReadExactlyAsync(into, cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or EndOfStreamException)
        {
            throw new EvidenceDamagedException($"The object {name} is not there.", e);
        }
    }

    public Task<IReadOnlyList<string>> NamesAsync(string place, CancellationToken cancellation)
    {
        var folder = PathOf(place);
        return Task.FromResult<IReadOnlyList<string>>(
            Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(f => place + "/" + Path.GetFileName(f))] : []);
    }

    public Task DeleteAsync(string name, CancellationToken cancellation)
    {
        var path = PathOf(name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        var folder = Path.GetDirectoryName(path)!;
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (IOException)
            {
                // Something was put there at this moment.
            }
        }

        return Task.CompletedTask;
    }

    private string PathOf(string name) => Path.Combine(root, name.Replace('/', Path.DirectorySeparatorChar));

    private void Make(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var parent = Path.GetDirectoryName(folder); parent is not null && parent.Length >= root.Length; parent = Path.GetDirectoryName(parent))
        {
            Folders.Flush(parent);
        }
    }

    /// <summary>A rename is durable when the folder it happened in is; the framework cannot flush a folder.</summary>
    private static class Folders
    {
        public static void Flush(string path)
        {
            if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS())
            {
                return;
            }

            var folder = Open(path, 0);
            if (folder < 0)
            {
                throw new IOException($"A folder of evidence cannot be opened (error {Marshal.GetLastPInvokeError()}).");
            }

            var failed = Sync(folder) != 0 ? Marshal.GetLastPInvokeError() : 0;
            _ = Close(folder);
            if (failed != 0)
            {
                throw new IOException($"A folder of evidence cannot be flushed (error {failed}).");
            }
        }

#pragma warning disable SYSLIB1054 // Its generator needs unsafe code, for three calls without anything to marshal but a path.
        [DllImport("libc", EntryPoint = "open", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

        [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Sync(int file);

        [DllImport("libc", EntryPoint = "close", SetLastError = true)]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        private static extern int Close(int file);
#pragma warning restore SYSLIB1054
    }
}

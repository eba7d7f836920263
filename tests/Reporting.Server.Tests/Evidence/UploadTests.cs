using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Reporting.Server.Evidence.Storage;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Evidence;

[Collection(InSharedWorld.Name)]
public class UploadTests(SharedWorld shared)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private const int Segment = SegmentCipher.SegmentBytes;

    private async Task<(HttpClient Officer, string Case, string Item)> AnnouncedAsync(string firm = "northwind")
    {
        var officer = await shared.World.AsAsync(firm + "/officer");
        var caseId = await shared.World.OpenCaseAsync(firm);
        return (officer, caseId, await officer.AnnounceAsync(caseId));
    }

    [Fact]
    public async Task content_comes_in_one_request_and_is_read_back_byte_for_byte_in_whole_and_in_ranges()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var content = EvidenceWire.Bytes((2 * Segment) + 12_345);
        var brought = (await officer.BringAsync(item, content, EvidenceWire.Sha256(content), "attachment; filename=\"log.bin\"")).ShouldBe(HttpStatusCode.OK);
        brought["sha256"].GetValue<string>().ShouldBe(EvidenceWire.Hex(content));
        brought["size"].GetValue<long>().ShouldBe(content.Length);
        brought["state"].GetValue<string>().ShouldBe("received");

        using var whole = await officer.GetAsync($"/v1/evidence/{item}/content");
        (await whole.Content.ReadAsByteArrayAsync()).ShouldBe(content);
        whole.Headers.ETag!.Tag.ShouldBe($"\"{EvidenceWire.Hex(content)}\"");
        whole.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        whole.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        whole.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("log.bin");

        foreach (var (from, to) in ((long, long)[])[(0, 0), (Segment - 1, Segment), (5, (2 * Segment) + 5), (content.Length - 3, content.Length - 1)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/evidence/{item}/content");
            request.Headers.Range = new RangeHeaderValue(from, to);
            using var part = await officer.SendAsync(request);
            part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            (await part.Content.ReadAsByteArrayAsync()).ShouldBe(content[(int)from..(int)(to + 1)]);
        }

        using var beyond = new HttpRequestMessage(HttpMethod.Get, $"/v1/evidence/{item}/content");
        beyond.Headers.Range = new RangeHeaderValue(content.Length, null);
        (await officer.SendAsync(beyond)).StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        using var known = new HttpRequestMessage(HttpMethod.Get, $"/v1/evidence/{item}/content");
        known.Headers.IfNoneMatch.Add(whole.Headers.ETag);
        (await officer.SendAsync(known)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var head = await officer.SendAsync(new HttpRequestMessage(HttpMethod.Head, $"/v1/evidence/{item}/content"));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(content.Length);

        var read = await officer.ReadAsync($"/v1/evidence/{item}");
        read["name"].GetValue<string>().ShouldBe("log.bin");
        read["description"].GetValue<string>().ShouldBe("Taken by Planted Person");
        read["scan"].GetValue<string>().ShouldBe("unscanned");
        // One download and its parts are one reading; headers alone are none.
        read.CustodyOf().ShouldBe(["evidence-announced", "evidence-received", "evidence-read"]);
    }

    [Fact]
    public async Task nothing_of_it_lies_in_clear_and_an_exchanged_piece_does_not_open()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var content = System.Text.Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("very-secret-content ", 100_000)));
        (await officer.BringAsync(item, content)).ShouldBe(HttpStatusCode.OK);
        var files = Files(await PlaceAsync(EvidenceWire.Hex(content)));
        files.Length.ShouldBe(2);
        files.ShouldAllBe(f => !File.ReadAllText(f).Contains("very-secret"));

        var (first, second) = (File.ReadAllBytes(files[0]), File.ReadAllBytes(files[1]));
        File.WriteAllBytes(files[0], [.. second, .. first.AsSpan(second.Length)]);
        using var damaged = await officer.GetAsync($"/v1/evidence/{item}/content");
        damaged.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        File.WriteAllBytes(files[0], first);
        (await officer.GetByteArrayAsync($"/v1/evidence/{item}/content")).ShouldBe(content);
    }

    [Fact]
    public async Task content_with_another_digest_than_stated_is_refused_and_nothing_of_it_is_kept()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var content = EvidenceWire.Bytes(50_000, seed: 11);
        var wrong = await officer.BringAsync(item, content, EvidenceWire.Sha256([1, 2, 3]));
        wrong.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await officer.ReadAsync($"/v1/evidence/{item}"))["state"].GetValue<string>().ShouldBe("announced");
        (await officer.BringAsync(item, content, $"sha-512=:{Convert.ToBase64String(SHA512.HashData([1]))}:")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await officer.BringAsync(item, content, "sha-256=:short:")).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
        (await officer.BringAsync(item, [])).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await shared.Host.ScalarAsync<long>($"select count(*) from reporting.mt_doc_evidenceupload where data ->> 'evidence' = '{item}'")).ShouldBe(0);
        (await shared.Host.ScalarAsync<long>($"select count(*) from reporting.mt_doc_evidenceblob where id = '{EvidenceWire.Hex(content)}'")).ShouldBe(0);

        // An algorithm that is not known here says nothing; one that is, is compared.
        var right = $"md5=:AAAA:, unixsum=:AAAA:, sha-512=:{Convert.ToBase64String(SHA512.HashData(content))}:, {EvidenceWire.Sha256(content)}";
        (await officer.BringAsync(item, content, right)).ShouldBe(HttpStatusCode.OK);

        // The same again is answered alike, other content refused.
        (await officer.BringAsync(item, content, right)).ShouldBe(HttpStatusCode.OK);
        (await officer.BringAsync(item, [1])).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
    }

    [Fact]
    public async Task an_upload_in_pieces_of_any_size_ends_as_the_same_content()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var content = EvidenceWire.Bytes((3 * Segment) + 77, seed: 3);
        var upload = await officer.BeginAsync(item, content.Length, ("Upload-Metadata", $"filetype {EvidenceWire.Base64("text/html")},filename {EvidenceWire.Base64("a.bin")}"), ("Repr-Digest", EvidenceWire.Sha256(content)));
        var offset = 0;
        foreach (var size in (int[])[1, 10, Segment - 11, Segment, 500_000, 1, content.Length])
        {
            var piece = content[offset..Math.Min(offset + size, content.Length)];
            var added = (await officer.AddAsync(upload, offset, piece)).ShouldBe(HttpStatusCode.NoContent);
            offset += piece.Length;
            added.Response.Headers.GetValues("Upload-Offset").ShouldBe([offset.ToString()]);
            added.Response.Headers.GetValues("Tus-Resumable").ShouldBe(["1.0.0"]);
            (await officer.OffsetAsync(upload)).ShouldBe(offset);
        }

        (await officer.GetByteArrayAsync($"/v1/evidence/{item}/content")).ShouldBe(content);
        // However it came, it has as many pieces as content that came at once; what they replaced is gone.
        Files(await PlaceAsync(EvidenceWire.Hex(content))).Length.ShouldBe(4);
        (await officer.ReadAsync(upload))["offset"].GetValue<long>().ShouldBe(content.Length);
    }

    [Fact]
    public async Task what_is_not_of_the_protocol_is_refused_and_changes_nothing()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var uploads = $"/v1/evidence/{item}/uploads";
        using var options = await shared.Host.Anonymous().SendAsync(new HttpRequestMessage(HttpMethod.Options, uploads));
        options.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        options.Headers.GetValues("Tus-Version").ShouldBe(["1.0.0"]);
        options.Headers.GetValues("Tus-Max-Size").ShouldBe([(256L * 1024 * 1024).ToString()]);

        (await officer.TusAsync(HttpMethod.Post, uploads)).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
        (await officer.TusAsync(HttpMethod.Post, uploads, null, ("Upload-Length", "-1"))).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
        (await officer.TusAsync(HttpMethod.Post, uploads, null, ("Upload-Length", "0"))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await officer.TusAsync(HttpMethod.Post, uploads, null, ("Upload-Length", "99999999999"))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        (await officer.TusAsync(HttpMethod.Post, uploads, null, ("Upload-Length", "5"), ("Upload-Metadata", "filename ***"))).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");

        var upload = await officer.BeginAsync(item, 10);
        using var older = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = new ByteArrayContent([1]) };
        (await officer.SendAsync(older)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await officer.TusAsync(HttpMethod.Patch, upload, new ByteArrayContent([1]), ("Upload-Offset", "0"))).ShouldBeProblem(HttpStatusCode.UnsupportedMediaType, "unsupported-media-type");
        (await officer.AddAsync(upload, 3, [1])).ShouldBeProblem(HttpStatusCode.Conflict, "conflict");
        (await officer.AddAsync(upload, 0, new byte[11])).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
        var chunked = new StreamContent(new BlankStream(11));
        (await officer.AddAsync(upload, 0, chunked)).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
        (await officer.AddAsync(upload, 0, [1, 2, 3], ("Upload-Checksum", "sha1 " + Convert.ToBase64String(new byte[20])))).ShouldBeProblem((HttpStatusCode)460, "checksum-mismatch");
        (await officer.AddAsync(upload, 0, [1, 2, 3], ("Upload-Checksum", "crc32 AAAA"))).ShouldBeProblem(HttpStatusCode.BadRequest, "malformed-request");
        (await officer.OffsetAsync(upload)).ShouldBe(0);
        (await officer.AddAsync(upload, 0, [1, 2, 3], ("Upload-Checksum", "sha256 " + Convert.ToBase64String(SHA256.HashData([1, 2, 3]))))).ShouldBe(HttpStatusCode.NoContent);
        (await officer.OffsetAsync(upload)).ShouldBe(3);

        (await officer.TusAsync(HttpMethod.Delete, upload)).ShouldBe(HttpStatusCode.NoContent);
        (await officer.TusAsync(HttpMethod.Head, upload)).ShouldBe(HttpStatusCode.NotFound);
        var place = upload.Split('/')[^1].Replace("-", "");
        await Poll.UntilAsync(() => Files(place).Length == 0, Limit, "the removal of what an ended upload brought");
    }

    [Fact]
    public async Task the_first_bytes_may_come_with_the_beginning_and_a_wrong_digest_at_the_end_leaves_nothing()
    {
        var (officer, _, item) = await AnnouncedAsync();
        using var first = new ByteArrayContent([1, 2, 3]);
        first.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        var begun = (await officer.TusAsync(HttpMethod.Post, $"/v1/evidence/{item}/uploads", first, ("Upload-Length", "5"), ("Repr-Digest", EvidenceWire.Sha256([0])))).ShouldBe(HttpStatusCode.Created);
        begun.Response.Headers.GetValues("Upload-Offset").ShouldBe(["3"]);
        var upload = begun.Response.Headers.Location!.OriginalString;
        (await officer.AddAsync(upload, 3, [4, 5])).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        (await officer.TusAsync(HttpMethod.Head, upload)).ShouldBe(HttpStatusCode.NotFound);
        (await officer.ReadAsync($"/v1/evidence/{item}"))["state"].GetValue<string>().ShouldBe("announced");
    }

    [Fact]
    public async Task of_two_that_write_at_the_same_offset_one_wins_and_the_content_is_whole()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var content = EvidenceWire.Bytes((2 * Segment) + 9, seed: 8);
        var upload = await officer.BeginAsync(item, content.Length, ("Repr-Digest", EvidenceWire.Sha256(content)));
        var half = Segment + 5;
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => officer.AddAsync(upload, 0, content[..half])));
        answers.Count(a => a.Status == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.Conflict).ShouldBe(3);
        (await officer.OffsetAsync(upload)).ShouldBe(half);
        (await officer.AddAsync(upload, half, content[half..])).ShouldBe(HttpStatusCode.NoContent);
        (await officer.GetByteArrayAsync($"/v1/evidence/{item}/content")).ShouldBe(content);
    }

    [Fact]
    public async Task of_two_uploads_of_one_item_the_first_to_be_whole_is_its_content()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var (one, other) = (await officer.BeginAsync(item, 3), await officer.BeginAsync(item, 3));
        await officer.BeginAsync(item, 3);
        await officer.BeginAsync(item, 3);
        (await officer.TusAsync(HttpMethod.Post, $"/v1/evidence/{item}/uploads", null, ("Upload-Length", "3"))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await officer.AddAsync(one, 0, [1, 2, 3])).ShouldBe(HttpStatusCode.NoContent);
        (await officer.AddAsync(other, 0, [4, 5, 6])).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await officer.GetByteArrayAsync($"/v1/evidence/{item}/content")).ShouldBe([1, 2, 3]);
        (await officer.OffsetAsync(one)).ShouldBe(3);
    }

    [Fact]
    public async Task an_upload_whose_last_step_was_lost_takes_it_when_it_is_asked_for()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var upload = await officer.BeginAsync(item, 4);
        (await officer.AddAsync(upload, 0, [1, 2, 3])).ShouldBe(HttpStatusCode.NoContent);
        // As after a crash between the last byte and the transaction that makes it evidence.
        await shared.Host.ScalarAsync<object>($"update reporting.mt_doc_evidenceupload set data = jsonb_set(data, '{{length}}', '3') where id = '{upload.Split('/')[^1]}' returning id");
        (await officer.OffsetAsync(upload)).ShouldBe(3);
        (await officer.ReadAsync($"/v1/evidence/{item}"))["state"].GetValue<string>().ShouldBe("received");
    }

    [Fact]
    public async Task an_upload_nobody_goes_on_with_is_swept_away_with_what_it_brought()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var upload = await officer.BeginAsync(item, 10);
        (await officer.AddAsync(upload, 0, [1, 2, 3])).ShouldBe(HttpStatusCode.NoContent);
        var id = upload.Split('/')[^1];
        Files(id.Replace("-", "")).Length.ShouldBe(1);
        await shared.Host.SweepAsync();
        (await officer.OffsetAsync(upload)).ShouldBe(3);
        await shared.Host.ScalarAsync<object>($"update reporting.mt_doc_evidenceupload set data = jsonb_set(data, '{{expires}}', '\"2020-01-01T00:00:00Z\"') where id = '{id}' returning id");
        await shared.Host.SweepAsync();
        await Poll.UntilAsync(() => Files(id.Replace("-", "")).Length == 0, Limit, "the sweep");
        (await officer.TusAsync(HttpMethod.Head, upload)).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task the_same_content_lies_once_in_a_firm_and_erasing_one_case_takes_it_from_that_case_alone()
    {
        var (officer, caseId, item) = await AnnouncedAsync();
        var (_, _, other) = await AnnouncedAsync();
        var (stranger, _, theirs) = await AnnouncedAsync("albion");
        var content = EvidenceWire.Bytes(70_000, seed: 21);
        await Task.WhenAll(officer.BringAsync(item, content), officer.BringAsync(other, content), stranger.BringAsync(theirs, content));
        (await shared.Host.ScalarAsync<long>($"select count(*) from reporting.mt_doc_evidenceblob where id = '{EvidenceWire.Hex(content)}'")).ShouldBe(2);
        foreach (var (http, id) in ((HttpClient, string)[])[(officer, item), (officer, other), (stranger, theirs)])
        {
            (await http.GetByteArrayAsync($"/v1/evidence/{id}/content")).ShouldBe(content);
        }

        await shared.Host.ScalarAsync<object>($"update reporting.mt_doc_casekey set data = jsonb_set(data, '{{erased}}', 'true') where id = '{caseId}' returning id");
        var erased = await officer.ReadAsync($"/v1/evidence/{item}");
        erased["description"].GetValue<string>().ShouldBe("[erased]");
        (await officer.ReadAsync($"/v1/evidence/{item}/content")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await officer.PostAsync($"/v1/cases/{caseId}/evidence", new { kind = "log" })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await officer.GetByteArrayAsync($"/v1/evidence/{other}/content")).ShouldBe(content);
    }

    [Theory]
    [InlineData("attachment; filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("attachment; filename*=UTF-8''C%3A%5Cwindows%5Cfile%0D%0AX-Evil%3A%201.txt", "fileX-Evil 1.txt")]
    [InlineData("attachment; filename*=UTF-8''invoice%E2%80%AEfdp.exe", "invoicefdp.exe")]
    [InlineData("attachment; filename*=UTF-8''r%C3%A9sum%C3%A9.pdf", "résumé.pdf")]
    public async Task a_name_that_would_mislead_is_cleaned(string disposition, string kept)
    {
        var (officer, _, item) = await AnnouncedAsync();
        (await officer.BringAsync(item, [1, 2, 3], disposition: disposition)).ShouldBe(HttpStatusCode.OK);
        (await officer.ReadAsync($"/v1/evidence/{item}"))["name"].GetValue<string>().ShouldBe(kept);
        using var read = await officer.GetAsync($"/v1/evidence/{item}/content");
        read.Headers.Contains("X-Evil").ShouldBeFalse();
        read.Content.Headers.ContentDisposition!.FileNameStar.ShouldBe(kept);
    }

    [Fact]
    public async Task a_name_of_five_thousand_characters_is_cut_and_a_page_is_not_served_as_one()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var page = "<!DOCTYPE html><script>alert(1)</script>"u8.ToArray();
        var upload = await officer.BeginAsync(item, page.Length, ("Upload-Metadata", "filename " + EvidenceWire.Base64(new string('x', 5_000) + ".html")));
        (await officer.AddAsync(upload, 0, page)).ShouldBe(HttpStatusCode.NoContent);
        var read = await officer.ReadAsync($"/v1/evidence/{item}");
        read["name"].GetValue<string>().Length.ShouldBe(200);
        read["name"].GetValue<string>().ShouldEndWith(".html");
        read["mediaType"].GetValue<string>().ShouldBe("text/html");
        using var served = await officer.GetAsync($"/v1/evidence/{item}/content");
        served.Content.Headers.ContentType!.MediaType.ShouldBe("application/octet-stream");
        served.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
    }

    [Fact]
    public async Task evidence_of_another_firm_answers_like_evidence_that_does_not_exist()
    {
        var (officer, _, item) = await AnnouncedAsync();
        var upload = await officer.BeginAsync(item, 10);
        var (_, _, received) = await AnnouncedAsync();
        (await officer.BringAsync(received, [1])).ShouldBe(HttpStatusCode.OK);
        var stranger = await shared.World.AsAsync("albion/officer");
        foreach (var id in (string[])[item, received, Guid.CreateVersion7().ToString()])
        {
            (await stranger.ReadAsync($"/v1/evidence/{id}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
            (await stranger.ReadAsync($"/v1/evidence/{id}/content")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
            (await stranger.BringAsync(id, [1])).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
            (await stranger.PostAsync($"/v1/evidence/{id}/seal", new { reason = "mine" })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
            (await stranger.TusAsync(HttpMethod.Post, $"/v1/evidence/{id}/uploads", null, ("Upload-Length", "3"))).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        }

        (await stranger.TusAsync(HttpMethod.Head, upload)).ShouldBe(HttpStatusCode.NotFound);
        (await stranger.AddAsync(upload, 0, [1])).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await stranger.TusAsync(HttpMethod.Delete, upload)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await officer.OffsetAsync(upload)).ShouldBe(0);
    }

    private async Task<string> PlaceAsync(string sha256) =>
        (await shared.Host.ScalarAsync<string>($"select data ->> 'place' from reporting.mt_doc_evidenceblob where id = '{sha256}'")).Replace("-", "");

    private string[] Files(string place)
    {
        var folders = Directory.GetDirectories(Path.Combine(shared.Host.Folder, "evidence"), place, SearchOption.AllDirectories);
        try
        {
            return [.. folders.SelectMany(Directory.GetFiles).Order(StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            // Swept away while it was looked at.
            return [];
        }
    }
}

// A second opinion on the ledger, by another language's libraries: golang.org/x/mod's sumdb/note and sumdb/tlog, which
// share nothing with ours. It reads a folder as ./ops/second-opinion fills it and checks notes, tiles, inclusion and
// consistency; it also changes each in turn and expects a refusal, so that it can fail.
//
//	main DIR
//
// DIR holds: keys (verifier keys, one a line), checkpoint and checkpoint.old (signed), leaves (base64 of each entry, one a
// line), inclusion (index, then the proof, one hash a line), consistency (the proof, one hash a line).
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type head struct {
	origin string
	size   int64
	root   tlog.Hash
}

func main() {
	if len(os.Args) != 2 {
		fail("usage: main DIR")
	}
	dir := os.Args[1]
	verifiers := verifiers(lines(dir, "keys"))
	now := open(read(dir, "checkpoint"), verifiers)
	old := open(read(dir, "checkpoint.old"), verifiers)
	hashes := stored(lines(dir, "leaves"), now.size)

	same("root of the new checkpoint", root(now.size, hashes), now.root)
	same("root of the old checkpoint", root(old.size, hashes), old.root)

	proof := lines(dir, "inclusion")
	index, err := strconv.ParseInt(proof[0], 10, 64)
	must(err)
	leaf := leafHash(lines(dir, "leaves")[index])
	must(tlog.CheckRecord(list(proof[1:]), now.size, now.root, index, leaf))
	refused("another leaf", tlog.CheckRecord(list(proof[1:]), now.size, now.root, index, now.root))
	refused("another index", tlog.CheckRecord(list(proof[1:]), now.size, now.root, (index+1)%now.size, leaf))

	must(tlog.CheckTree(tlog.TreeProof(list(lines(dir, "consistency"))), now.size, now.root, old.size, old.root))
	refused("another old root", tlog.CheckTree(tlog.TreeProof(list(lines(dir, "consistency"))), now.size, now.root, old.size, now.root))

	changed := strings.Replace(read(dir, "checkpoint"), "\n"+strconv.FormatInt(now.size, 10)+"\n", "\n"+strconv.FormatInt(now.size+1, 10)+"\n", 1)
	_, err = note.Open([]byte(changed), verifiers)
	refused("a changed checkpoint", err)
	fmt.Printf("notes, tiles, inclusion and consistency agree: %d leaves of %s\n", now.size, now.origin)
}

func verifiers(keys []string) note.Verifiers {
	var list []note.Verifier
	for _, key := range keys {
		verifier, err := note.NewVerifier(key)
		must(err)
		list = append(list, verifier)
	}
	return note.VerifierList(list...)
}

func open(text string, verifiers note.Verifiers) head {
	opened, err := note.Open([]byte(text), verifiers)
	must(err)
	parts := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(parts[1], 10, 64)
	must(err)
	return head{parts[0], size, hash(parts[2])}
}

// stored hashes the leaves into tlog's own storage and reads them back tile by tile.
func stored(leaves []string, size int64) tlog.HashReader {
	var all []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = all[index]
		}
		return found, nil
	})
	if int64(len(leaves)) != size {
		fail(fmt.Sprintf("%d leaves, and a checkpoint of %d", len(leaves), size))
	}
	for i, leaf := range leaves {
		added, err := tlog.StoredHashesForRecordHash(int64(i), leafHash(leaf), reader)
		must(err)
		all = append(all, added...)
	}
	return reader
}

func root(size int64, hashes tlog.HashReader) tlog.Hash {
	root, err := tlog.TreeHash(size, hashes)
	must(err)
	return root
}

func leafHash(line string) tlog.Hash {
	entry, err := base64.StdEncoding.DecodeString(line)
	must(err)
	return tlog.RecordHash(entry)
}

func list(lines []string) []tlog.Hash {
	var hashes []tlog.Hash
	for _, line := range lines {
		hashes = append(hashes, hash(line))
	}
	return hashes
}

func hash(text string) tlog.Hash {
	hash, err := tlog.ParseHash(text)
	must(err)
	return hash
}

func read(dir, name string) string {
	bytes, err := os.ReadFile(filepath.Join(dir, name))
	must(err)
	return string(bytes)
}

func lines(dir, name string) []string { return strings.Fields(read(dir, name)) }

func same(what string, ours, theirs tlog.Hash) {
	if ours != theirs {
		fail(what + " differs")
	}
}

func refused(what string, err error) {
	if err == nil {
		fail(what + " was accepted")
	}
}

func must(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}

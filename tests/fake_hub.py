# ruff: noqa: D101, D102, C901, PLR0911  the names of the methods are those of http.server and of the Hub; a router has many returns
"""A small Hub for tests: `python fake_hub.py PORTFILE` speaks what huggingface_hub asks for, on 127.0.0.1 and a free port.

POST /fake takes {"fail": [{"match": part of "METHOD PATH", "status": 500, "times": 1}]}: such requests fail; with "after" the answer
is lost when all was done, with "push" somebody of that name commits first. GET /fake tells what the datasets hold.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

REPOS: dict[str, dict] = {}
BLOBS: dict[str, bytes] = {}
FAIL: list[dict] = []
DATASET = re.compile(r"/api/datasets/(?P<name>[^/]+/[^/]+)(?:/(?P<verb>[a-z-]+)(?:/(?P<revision>[^/]+)(?P<rest>/.*)?)?)?$")
FILE = re.compile(r"/datasets/(?P<name>[^/]+/[^/]+)/resolve/(?P<revision>[^/]+)/(?P<path>.+)")
BATCH = re.compile(r"/datasets/(?P<name>[^/]+/[^/]+)\.git/info/lfs/objects/batch")


def git_oid(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def commit(repo: dict, files: dict[str, str], title: str, who: str = "us") -> str:
    oid = hashlib.sha1(f"{len(repo['commits'])} {title} {sorted(files.items())}".encode()).hexdigest()
    repo["commits"].append({"oid": oid, "files": files, "title": title, "who": who})
    return oid


class Hub(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.route("GET")

    def do_HEAD(self):
        self.route("HEAD")

    def do_POST(self):
        self.route("POST")

    def do_PUT(self):
        self.route("PUT")

    def route(self, method):
        self.lost = 0
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        if status := self.failing(f"{method} {path}"):
            return self.say({"error": "injected"}, status)
        if path == "/fake":
            if method == "POST":
                FAIL[:] = json.loads(self.body)["fail"]
            return self.say(REPOS)
        if method not in {"GET", "HEAD"} and "reader" in self.headers.get("Authorization", ""):
            return self.say({"error": "you may only read"}, 403)
        if path == "/api/repos/create":
            return self.create(json.loads(self.body))
        if path == "/api/validate-yaml":
            return self.say({"errors": [], "warnings": []})
        if path.startswith("/lfs/"):
            return self.put(path.removeprefix("/lfs/"))
        for pattern, answer in ((BATCH, self.batch), (FILE, self.file), (DATASET, self.dataset)):
            if found := pattern.match(path):
                if found["name"] not in REPOS:
                    return self.say({"error": "Repository not found"}, 404, {"X-Error-Code": "RepoNotFound"})
                return answer(REPOS[found["name"]], found, parse_qs(parts.query))
        return self.say({"error": f"unknown {path}"}, 404)

    def failing(self, asked):
        for rule in FAIL:
            if rule["match"] in asked and rule["times"]:
                rule["times"] -= 1
                if who := rule.get("push"):
                    repo = REPOS["/".join(asked.split("/")[3:5])]
                    commit(repo, repo["commits"][-1]["files"], "Mend a word", who)
                elif rule.get("after"):
                    self.lost = rule["status"]
                else:
                    return rule["status"]
        return 0

    def create(self, asked):
        name = f"{asked['organization']}/{asked['name']}"
        if name in REPOS:
            return self.say({"error": "exists", "url": self.url(f"/datasets/{name}")}, 409)
        REPOS[name] = {"name": name, "commits": [], "tags": {}, "visibility": asked.get("visibility")}
        attributes = b"*.parquet filter=lfs\n"
        BLOBS[git_oid(attributes)] = attributes
        commit(REPOS[name], {".gitattributes": git_oid(attributes)}, "initial commit")
        return self.say({"url": self.url(f"/datasets/{name}"), "name": name, "id": name})

    def at(self, repo, revision):
        oid = repo["tags"].get(revision, repo["commits"][-1]["oid"] if revision in {None, "main"} else revision)
        return next((made for made in repo["commits"] if made["oid"] == oid), None)

    def dataset(self, repo, found, query):
        verb, head = found["verb"], self.at(repo, found["revision"] if found["verb"] != "tag" else "main")
        if head is None:
            return self.say({"error": "Invalid rev id"}, 404, {"X-Error-Code": "RevisionNotFound"})
        if verb in {None, "revision"}:
            siblings = [{"rfilename": path} for path in sorted(head["files"])]
            return self.say(
                {
                    "_id": "0",
                    "id": repo["name"],
                    "sha": head["oid"],
                    "siblings": siblings,
                    "tags": [],
                    "private": False,
                    "downloads": 0,
                    "likes": 0,
                }
            )
        if verb == "refs":
            tags = [{"name": name, "ref": f"refs/tags/{name}", "targetCommit": oid} for name, oid in repo["tags"].items()]
            return self.say(
                {
                    "branches": [{"name": "main", "ref": "refs/heads/main", "targetCommit": head["oid"]}],
                    "converts": [],
                    "tags": tags,
                }
            )
        if verb == "commits":
            return self.say(
                [
                    {
                        "id": made["oid"],
                        "title": made["title"],
                        "message": "",
                        "date": "2026-11-22T00:00:00.000Z",
                        "authors": [{"user": made["who"]}],
                    }
                    for made in reversed(repo["commits"])
                ]
            )
        if verb == "tree":
            folder = (found["rest"] or "").strip("/")
            inside = [path for path in sorted(head["files"]) if not folder or path.startswith(folder + "/")]
            rows = [
                self.entry(path, head["files"][path])
                for path in inside
                if query.get("recursive", [""])[0].lower() == "true" or "/" not in path[len(folder) + bool(folder) :]
            ]
            folders = sorted({path.rsplit("/", 1)[0] for path in inside if "/" in path[len(folder) + bool(folder) :]})
            return self.say(rows + [{"type": "directory", "path": path, "oid": "0" * 40, "size": 0} for path in folders])
        if verb == "paths-info":
            text = self.body.decode()
            paths = json.loads(text)["paths"] if text.startswith("{") else parse_qs(text)["paths"]
            rows = [self.entry(path, head["files"][path]) for path in paths if path in head["files"]]
            rows += [
                {"type": "directory", "path": path, "oid": "0" * 40, "size": 0}
                for path in paths
                if any(file.startswith(path + "/") for file in head["files"])
            ]
            return self.say(rows)
        if verb == "preupload":
            files = json.loads(self.body)["files"]
            return self.say(
                {
                    "files": [
                        {
                            "path": file["path"],
                            "uploadMode": "lfs" if file["path"].endswith((".parquet", ".png")) else "regular",
                            "shouldIgnore": False,
                            "oid": head["files"].get(file["path"]),
                        }
                        for file in files
                    ]
                }
            )
        if verb == "tag":
            name = json.loads(self.body)["tag"]
            if name in repo["tags"]:
                return self.say({"error": "tag exists"}, 409)
            repo["tags"][name] = self.at(repo, found["revision"])["oid"]
            return self.say({})
        if verb == "commit":
            return self.commit(repo, [json.loads(line) for line in self.body.splitlines()])
        return self.say({"error": f"unknown {verb}"}, 404)

    def commit(self, repo, lines):
        header = lines[0]["value"]
        head = repo["commits"][-1]
        if header.get("parentCommit") not in {None, head["oid"]}:
            return self.say({"error": "the head moved"}, 412)
        files = dict(head["files"])
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "file":
                data = base64.b64decode(value["content"])
                BLOBS[git_oid(data)] = data
                files[value["path"]] = git_oid(data)
            elif line["key"] == "lfsFile":
                if value["oid"] not in BLOBS:
                    return self.say({"error": f"no such object {value['oid']}"}, 422)
                files[value["path"]] = value["oid"]
            else:
                del files[value["path"]]
        oid = commit(repo, files, header["summary"])
        return self.say({"success": True, "commitOid": oid, "commitUrl": self.url(f"/datasets/{repo['name']}/commit/{oid}")})

    def batch(self, _repo, _found, _query):
        asked = json.loads(self.body)["objects"]
        rows = [
            one
            if one["oid"] in BLOBS
            else one | {"actions": {"upload": {"href": self.url(f"/lfs/{one['oid']}"), "header": {}}}}
            for one in asked
        ]
        return self.say({"transfer": "basic", "objects": rows})

    def put(self, oid):
        if hashlib.sha256(self.body).hexdigest() != oid:
            return self.say({"error": "another sha256"}, 400)
        BLOBS[oid] = self.body
        return self.say({})

    def entry(self, path, oid):
        row = {"type": "file", "path": path, "oid": oid, "size": len(BLOBS[oid])}
        return row | {"lfs": {"oid": oid, "size": row["size"], "pointerSize": 130}} if len(oid) == 64 else row

    def file(self, repo, found, _query):
        head = self.at(repo, found["revision"])
        if head is None or found["path"] not in head["files"]:
            return self.say(
                {"error": "Entry not found"},
                404,
                {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": head["oid"] if head else ""},
            )
        oid = head["files"][found["path"]]
        data, status = BLOBS[oid], 200
        headers = {
            "X-Repo-Commit": head["oid"],
            "ETag": f'"{oid}"',
            "Accept-Ranges": "bytes",
            "X-Linked-Size": str(len(data)),
            "X-Linked-Etag": f'"{oid}"',
        }
        if ranged := re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", "")):
            start, end = int(ranged[1]), int(ranged[2] or len(data) - 1)
            headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
            data, status = data[start : end + 1], 206
        return self.send(data, status, "application/octet-stream", headers)

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def say(self, value, status=200, headers=None):
        self.send(json.dumps(value).encode(), status, "application/json", headers or {})

    def send(self, data, status, kind, headers):
        if self.lost:
            data, status = b"{}", self.lost
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    Path(sys.argv[1]).write_text(str(server.server_port), "utf-8")
    server.serve_forever()

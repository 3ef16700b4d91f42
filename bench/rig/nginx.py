"""nginx in its two parts: as Bedrock, and as the bare reverse proxy that all are compared with."""

import os

from .fixtures import ANSWERS
from .system import Process, find_program, free_port
from .works import works

_COMMON = """
{user}
daemon off;
worker_processes 1;
worker_rlimit_nofile {files};
error_log stderr error;
pid {directory}/nginx.pid;
events {{ worker_connections {connections}; }}
http {{
  access_log off;
  tcp_nodelay on;
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  client_max_body_size 0;
  client_body_buffer_size 2m;  # no temporary files
  client_body_temp_path {directory}/body;
  proxy_temp_path {directory}/proxy;
  fastcgi_temp_path {directory}/fastcgi;
  uwsgi_temp_path {directory}/uwsgi;
  scgi_temp_path {directory}/scgi;
  {http}
}}
"""

# A static file refuses POST with 405, which error_page turns into a GET of the same file. `mirror`
# is there only because it reads the whole request body before anything is answered, as Bedrock
# does; the mirrored request costs nearly nothing. sub_filter makes the stream chunked, as
# Bedrock's streams are.
_BEDROCK = """
  sendfile on;
  tcp_nopush on;
  etag off;
  open_file_cache max=16 inactive=1h;
  open_file_cache_valid 1h;
  add_header x-amzn-requestid 0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9;
  server {{
    listen 127.0.0.1:{plain} backlog=4096;
    listen 127.0.0.1:{tls} ssl backlog=4096;
    ssl_certificate {certificate};
    ssl_certificate_key {key};
    ssl_protocols TLSv1.2 TLSv1.3;
    root {answers};
    {answered}
    location = /discarded {{ internal; return 204; }}
  }}
"""

# One of Bedrock's operations.
_ANSWERED = """
    location ~ /{operation}$ {{
      alias {answers}/{file};
      mirror /discarded;
      error_page 405 =200 /{file};
    }}
"""
_WHOLE = """
    location = /{file} {{ internal; types {{ }} default_type application/json; }}
"""
_STREAM = """
    location = /{file} {{
      internal;
      types {{ }}
      default_type application/vnd.amazon.eventstream;
      sub_filter_types application/vnd.amazon.eventstream;
      sub_filter "not in the stream" "";
    }}
"""

_PROXY = """
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_ssl_protocols TLSv1.2 TLSv1.3;
  proxy_ssl_trusted_certificate {certificate};
  proxy_ssl_verify on;
  proxy_ssl_name localhost;
  proxy_read_timeout 1h;
  upstream bedrock {{
    server 127.0.0.1:{upstream};
    keepalive 256;
    keepalive_requests 1000000000;
  }}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    {passed}
  }}
"""
_PASSED = """
    location = /model/{model}/{operation} {{ {streaming} proxy_pass {scheme}://bedrock; }}
"""
_STREAMING = """
      proxy_buffering off;  # as everyone must who proxies a stream
      # Not nginx's 4 KB, with which the burst that wrk provokes costs it more than twice as much.
      proxy_buffer_size 64k;
      proxy_buffers 4 64k;
      proxy_busy_buffers_size 64k;
"""


def _is_stream(operation):
    return operation.endswith("-stream")


def _start(directory, http, cores, connections):
    directory.mkdir(exist_ok=True)
    configuration = directory / "nginx.conf"
    configuration.write_text(_COMMON.format(
        # As root, nginx would give its workers another user, who may not read our directory.
        user="user root;" if os.geteuid() == 0 else "", directory=directory, http=http,
        connections=connections, files=2 * connections))
    return Process([find_program("nginx", "nginx-light"), "-c", configuration, "-p", directory],
                   directory / "log", cores)


def start_bedrock(fixtures, cores):
    """Returns the process and its ports by upstream kind."""
    ports = {"plain": free_port(), "tls": free_port()}
    answered = "".join(
        (_ANSWERED + (_STREAM if _is_stream(operation) else _WHOLE)).format(
            operation=operation, file=file, answers=fixtures.answers)
        for operation, file in ANSWERS.items())
    http = _BEDROCK.format(**ports, certificate=fixtures.certificate, key=fixtures.key,
                           answers=fixtures.answers, answered=answered)
    process = _start(fixtures.directory / "bedrock", http, cores, connections=1024)
    process.wait_for_port(ports["plain"])
    return process, ports


def start_proxy(fixtures, cores, upstream, scheme, port):
    passed = "".join(
        _PASSED.format(model=model, operation=operation, scheme=scheme,
                       streaming=_STREAMING if _is_stream(operation) else "")
        for model, operation in sorted({(work.model, work.operation) for work in works()}))
    http = _PROXY.format(certificate=fixtures.certificate, upstream=upstream, port=port,
                         passed=passed)
    return _start(fixtures.directory / f"proxy-{port}", http, cores, connections=8192)

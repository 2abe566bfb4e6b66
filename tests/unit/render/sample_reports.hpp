#pragma once
#include "report/gate.hpp"
#include "report/report.hpp"

#include <string>

namespace kscan::render {

inline report::Finding finding(report::Severity severity, std::string id) {
  report::Finding result;
  result.severity = severity;
  result.id = std::move(id);
  result.package = "openssl";
  result.installed = "1.1.1n-0+deb11u3";
  return result;
}

inline image::Reference reference(std::string repository, std::string tag) {
  return {.registry = "docker.io",
          .repository = std::move(repository),
          .tag = std::move(tag),
          .digest = "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"};
}

/// An image with findings of every severity, run by two containers.
inline report::ImageReport vulnerable_image() {
  report::ImageReport image;
  image.image = reference("library/nginx", "1.25");
  image.targets = {{"shop", "Pod", "web-0", "nginx", "container"},
                   {"shop", "Pod", "web-1", "warm-up", "init"}};
  image.credential = {"regcred", "https://index.docker.io/v1/"};
  image.scan.os = {.family = "debian", .name = "10.13", .end_of_life = true};
  report::Finding worst = finding(report::Severity::critical, "CVE-2023-38545");
  worst.package = "libcurl4";
  worst.purl = "pkg:deb/debian/libcurl4@7.64.0-4?arch=amd64&distro=debian-10.13";
  worst.installed = "7.64.0-4";
  worst.fixed = "7.64.0-4+deb10u7";
  worst.title = "curl: heap based buffer overflow in the SOCKS5 proxy handshake";
  worst.url = "https://avd.aquasec.com/nvd/cve-2023-38545";
  worst.aliases = {"GHSA-7xw9-6hqm-2cqp"};
  worst.severity_source = "nvd";
  worst.cvss = {{9.8, "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "nvd"}};
  worst.package_type = "debian";
  worst.status = "fixed";
  worst.description = "This flaw makes curl overflow a heap based buffer in the SOCKS5 handshake.";
  worst.layer = "sha256:1111111111111111111111111111111111111111111111111111111111111111";
  worst.published = "2023-10-18T04:15:11Z";
  worst.modified = "2024-07-01T00:00:00Z";
  report::Finding language = finding(report::Severity::high, "GHSA-5crp-9r3c-p9vr");
  language.package = "Newtonsoft.Json";
  language.package_type = "dotnet-core";
  language.path = "app/web.deps.json";
  language.installed = "9.0.1";
  language.fixed = "13.0.1";
  language.title = "Improper handling of exceptional conditions";
  image.scan.findings = {worst,
                         language,
                         finding(report::Severity::medium, "CVE-2022-0778"),
                         finding(report::Severity::low, "CVE-2007-6755"),
                         finding(report::Severity::unknown, "TEMP-0841856-B18BAF")};
  return image;
}

inline report::ImageReport clean_image() {
  report::ImageReport image;
  image.image = reference("istio/proxyv2", "1.22");
  image.targets = {{"shop", "Pod", "web-0", "istio-proxy", "sidecar"}};
  image.scan.os = {.family = "alpine", .name = "3.20.1"};
  return image;
}

/// One finding that nobody wants to see, and one that a VEX document rules out.
inline report::ImageReport suppressed_image() {
  report::ImageReport image;
  image.image = reference("library/redis", "7");
  image.targets = {{"shop", "StatefulSet", "cache", "redis", "container"}};
  image.scan.os = {.family = "debian", .name = "12.1"};
  image.scan.platform = "linux/arm64";
  image.scan.findings = {finding(report::Severity::high, "CVE-2024-1000")};
  image.scan.findings[0].fixed = "1.1.1n-0+deb11u5";
  report::Finding ignored = finding(report::Severity::critical, "CVE-2024-1001");
  ignored.suppression = {{".trivyignore.yaml", "not reachable", "2026-12-31", "ignored"}};
  report::Finding ruled_out = finding(report::Severity::low, "CVE-2024-1002");
  ruled_out.suppression = {{"vex.json", "vulnerable_code_not_present", "", "not_affected"}};
  image.scan.suppressed = {ignored, ruled_out};
  return image;
}

inline report::ImageReport failed_image() {
  report::ImageReport image;
  image.image = {
      .registry = "registry.example:5000", .repository = "shop/report", .tag = "4", .digest = ""};
  image.pinned = false;
  image.targets = {{"shop", "CronJob", "report", "job", "container"}};
  image.failure =
      Error(
          Errc::unauthorized,
          R"(registry.example:5000 said UNAUTHORIZED to secret "regcred", key ".dockerconfigjson")")
          .hint("kubectl create secret docker-registry regcred --namespace shop");
  return image;
}

/// Everything in it is written by somebody who wants to own the terminal.
inline report::ImageReport hostile_image() {
  report::ImageReport image;
  image.image = reference("evil/\x1b]0;owned\x07", "1\u202e52");
  image.pinned = false;
  image.targets = {{"shop", "Pod", "a\x1b[2J", "\xff\xfe", "init\r"}};
  image.scan.os = {.family = "\x1b[31mdebian", .name = "12\n13"};
  report::Finding escape = finding(report::Severity::high, "CVE-2024-0001\x1b[8m");
  escape.title = "clears\x1b[2J\x1b[H the screen\r\nand \xc2\x9b"
                 "31m colours";
  report::Finding bidi = finding(report::Severity::high, "CVE-2024-0002");
  bidi.package = "lib\u202egnp.exe";
  bidi.title = "right to left \u2067override\u2069";
  report::Finding wide = finding(report::Severity::low, "CVE-2024-0003");
  wide.package = "日本語パッケージ";
  wide.title = "リモートの攻撃者がサービス運用妨害を引き起こす可能性があります";
  report::Finding broken = finding(report::Severity::low, "CVE-2024-0004");
  broken.fixed = "1.0\xf0\x9f";
  broken.title = "combining e\u0301 and broken \xc3( bytes";
  report::Finding markup = finding(report::Severity::low, "CVE-2024-0005");
  markup.package = "=cmd|' /C calc'!A1";
  markup.title = "<script>alert(1)</script> | `code` ![x](javascript:alert(1)) @all ]]> ${{ x }}";
  markup.url = "javascript:alert(1)";
  markup.path = "a\",b\n::error::c%0A";
  image.scan.findings = {escape, bidi, wide, broken, markup};
  return image;
}

inline report::Report report_of(std::vector<report::ImageReport> images) {
  report::Report report;
  report.ns = "shop";
  report.created = "2026-01-02T03:04:05Z";
  report.scanner = {.name = "trivy", .image = "registry.example:5000/tools/trivy:0.70.0"};
  report.images = std::move(images);
  return report;
}

/// Something of everything, with the gate "high" decided.
inline report::Report full_report() {
  report::Report report =
      report_of({vulnerable_image(), clean_image(), suppressed_image(), failed_image()});
  report.scanner.version = "0.70.0";
  report.scanner.digest = "sha256:2222222222222222222222222222222222222222222222222222222222222222";
  report.scanner.database = "2026-01-01T12:00:00Z";
  report.warnings = {"pod \"web-2\" has not started: its images are unknown"};
  report::evaluate(*report::parse_gate("high"), report);
  return report;
}

}  // namespace kscan::render

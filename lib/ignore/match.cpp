#include "ignore/match.hpp"

#include "ignore/purl.hpp"
#include "workload/glob.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace kscan::ignore {
namespace {

using report::Finding;
using report::ImageReport;
using workload::matches_glob;

bool is_named(const Finding& finding, const std::string& id) {
  return finding.id == id || std::ranges::find(finding.aliases, id) != finding.aliases.end();
}

bool any_glob(const std::vector<std::string>& patterns, std::string_view text) {
  return std::ranges::any_of(
      patterns, [text](const std::string& pattern) { return matches_glob(pattern, text); });
}

/// The names under which people know an image.
std::vector<std::string> names_of(const ImageReport& image) {
  const image::Reference& reference = image.image;
  if (reference.registry.empty()) return {reference.repository};
  image::Reference bare = reference;
  bare.digest.clear();
  image::Reference tagless = bare;
  tagless.tag.clear();
  return {reference.name(),
          full_name(image),
          bare.pinned(),
          image::familiar(bare),
          image::familiar(tagless)};
}

bool in_scope(const Rule& rule, const report::Target& target) {
  return (rule.namespaces.empty() || any_glob(rule.namespaces, target.ns))
         && (rule.workloads.empty() || any_glob(rule.workloads, target.kind + "/" + target.name));
}

/// A scope that not all who run the image are in leaves the finding: somebody has not decided.
bool all_in_scope(const Rule& rule, const ImageReport& image) {
  if (rule.namespaces.empty() && rule.workloads.empty()) return true;
  return !image.targets.empty() && std::ranges::all_of(image.targets, [&](const auto& target) {
    return in_scope(rule, target);
  });
}

bool any_purl(const std::vector<std::string>& patterns, const std::string& purl) {
  return std::ranges::any_of(
      patterns, [&](const std::string& pattern) { return matches_purl(pattern, purl); });
}

/// "pkg:oci/nginx@sha256%3A...?repository_url=docker.io/library/nginx"
bool is_image(const Purl& purl, const ImageReport& image) {
  if (purl.type != "oci" && purl.type != "docker") return false;
  const std::string name = image.image.name();
  const auto url = purl.qualifiers.find("repository_url");
  const bool same_name = url != purl.qualifiers.end()
                             ? name == url->second || "index." + name == url->second
                             : name.substr(name.rfind('/') + 1) == purl.name;
  const auto tag = purl.qualifiers.find("tag");
  const bool same_tag = tag == purl.qualifiers.end() || tag->second == image.image.tag;
  const bool same_version = purl.version.empty() || purl.version == report::digest_of(image)
                            || purl.version == image.image.tag;
  return same_name && same_tag && same_version;
}

bool is_about(const Product& product, const ImageReport& image, const Finding& finding) {
  if (const auto purl = parse_purl(product.name)) {
    if (matches_purl(product.name, finding.purl)) return true;
    return is_image(*purl, image)
           && (product.packages.empty() || any_purl(product.packages, finding.purl));
  }
  const std::vector<std::string> names = names_of(image);
  return std::ranges::find(names, product.name) != names.end()
         && (product.packages.empty() || any_purl(product.packages, finding.purl));
}

bool any_product(const Rule& rule, const ImageReport& image, const Finding& finding) {
  return rule.products.empty() || std::ranges::any_of(rule.products, [&](const Product& product) {
           return is_about(product, image, finding);
         });
}

bool any_path(const Rule& rule, const Finding& finding) {
  return rule.paths.empty() || std::ranges::any_of(rule.paths, [&](const std::string& pattern) {
           return matches_path(pattern, finding.path);
         });
}

bool any_image(const Rule& rule, const ImageReport& image) {
  if (rule.images.empty()) return true;
  const std::vector<std::string> names = names_of(image);
  return std::ranges::any_of(names,
                             [&](const std::string& name) { return any_glob(rule.images, name); });
}

/// The first one that fits; null if none does.
const Rule*
rule_for(const std::vector<Rule>& rules, const ImageReport& image, const Finding& finding) {
  const auto rule =
      std::ranges::find_if(rules, [&](const Rule& one) { return matches(one, image, finding); });
  return rule == rules.end() ? nullptr : &*rule;
}

}  // namespace

bool matches_purl(std::string_view pattern, std::string_view purl) {
  const auto wanted = parse_purl(pattern);
  const auto is = parse_purl(purl);
  if (!wanted || !is) return false;
  const auto said = [](const std::string& want, const std::string& have) {
    return want.empty() || want == have;
  };
  return wanted->type == is->type && wanted->space == is->space && wanted->name == is->name
         && said(wanted->version, is->version) && said(wanted->subpath, is->subpath)
         && std::ranges::all_of(wanted->qualifiers, [&](const auto& qualifier) {
              const auto found = is->qualifiers.find(qualifier.first);
              return found != is->qualifiers.end() && found->second == qualifier.second;
            });
}

bool matches(const Rule& rule, const ImageReport& image, const Finding& finding) {
  const bool named = is_named(finding, rule.id)
                     || std::ranges::any_of(rule.aliases, [&](const std::string& alias) {
                          return is_named(finding, alias);
                        });
  return named && any_path(rule, finding)
         && (rule.purls.empty() || any_purl(rule.purls, finding.purl)) && any_image(rule, image)
         && all_in_scope(rule, image) && any_product(rule, image, finding);
}

void apply(const std::vector<Rule>& rules, report::Report& report) {
  if (rules.empty()) return;
  for (ImageReport& image : report.images) {
    std::vector<Finding>& findings = image.scan.findings;
    auto kept = findings.begin();  // in place: a large report is not held twice
    for (Finding& finding : findings) {
      if (const Rule* const rule = rule_for(rules, image, finding)) {
        finding.suppression =
            report::Suppression{rule->source, rule->statement, rule->until, rule->status};
        image.scan.suppressed.push_back(std::move(finding));
        continue;
      }
      if (&*kept != &finding) *kept = std::move(finding);
      ++kept;
    }
    findings.erase(kept, findings.end());
    std::ranges::sort(image.scan.suppressed, report::comes_before);
  }
}

}  // namespace kscan::ignore

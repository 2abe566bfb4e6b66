#pragma once
#include "support/fake_loop.hpp"
#include "support/fake_transport.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kscan::discover::test {

/// An API server that has some objects: gets them, and lists them by namespace, by labels that are
/// equal or there, and by the node of pods. Lists do not say what kind their items are, as with a
/// real server.
class ObjectApi {
public:
  explicit ObjectApi(kscan::test::FakeTransport& transport)
      : m_transport(transport) {
    transport.otherwise([this](const kscan::test::Sent& sent, auto script) {
      const auto [status, body] = answer(sent);
      script.reply(status, body);
    });
  }

  /// It has the type "/apis/apps/v1 deployments", of which there may be no object.
  void serve(const std::string& collection) { m_objects[collection]; }
  void add(const std::string& collection, nlohmann::json object) {
    m_objects[collection].push_back(std::move(object));
  }
  /// "GET /api/v1/nodes" and all that begins so.
  void forbid(const std::string& path) { m_forbidden.insert(path); }

  /// Paths without limit=500, with "metadata: " before those that ask for no more.
  [[nodiscard]] std::vector<std::string> asked() const {
    std::vector<std::string> lines;
    for (const auto& sent : m_transport.requests()) {
      const bool partial = sent.header("Accept").find("PartialObjectMetadata") != std::string::npos;
      lines.push_back((partial ? "metadata: " : "") + without_limit(sent.target));
    }
    std::ranges::sort(lines);
    return lines;
  }

private:
  using Answer = std::pair<int, std::string>;

  static std::string without_limit(std::string target) {
    for (const std::string_view limit : {"limit=500&", "?limit=500"})
      if (const auto at = target.find(limit); at != std::string::npos)
        target.erase(at, limit.size());
    return target;
  }

  static Answer refusal(int status, const std::string& reason, const std::string& message) {
    return {status,
            nlohmann::json{{"kind", "Status"}, {"reason", reason}, {"message", message}}.dump()};
  }

  static std::string parameter(const std::string& target, const std::string& name) {
    const auto at = target.find(name + "=");
    if (at == std::string::npos) return {};
    const auto from = at + name.size() + 1;
    std::string value = target.substr(from, target.find('&', from) - from);
    for (const auto& [code, text] : {std::pair{"%3D", "="}, {"%2C", ","}, {"%2F", "/"}})
      for (auto found = value.find(code); found != std::string::npos; found = value.find(code))
        value.replace(found, 3, text);
    return value;
  }

  static bool has_labels(const nlohmann::json& object, const std::string& selector) {
    const auto labels = object["metadata"].value("labels", nlohmann::json::object());
    const auto equals = selector.find('=');
    if (selector.empty()) return true;
    if (equals == std::string::npos) return labels.contains(selector);
    return labels.value(selector.substr(0, equals), "") == selector.substr(equals + 1);
  }

  static bool is_on_node(const nlohmann::json& object, const std::string& fields) {
    constexpr std::string_view mark = "spec.nodeName=";
    const auto at = fields.find(mark);
    return at == std::string::npos
           || object.at("spec").value("nodeName", "") == fields.substr(at + mark.size());
  }

  Answer answer(const kscan::test::Sent& sent) {
    const std::string path = sent.target.substr(0, sent.target.find('?'));
    for (const auto& forbidden : m_forbidden)
      if (path.starts_with(forbidden)) return refusal(403, "Forbidden", path + " is forbidden");
    for (const auto& [collection, objects] : m_objects) {
      const auto space = collection.find(' ');
      const auto place = placed(path, collection.substr(0, space), collection.substr(space + 1));
      if (place.found)
        return place.name.empty() ? list(objects, place.ns, sent.target)
                                  : get(objects, place, collection.substr(space + 1));
    }
    return refusal(404, "NotFound", path + " not found");
  }

  struct Place {
    bool found = false;
    std::string ns = {};
    std::string name = {};
  };

  /// "/apis/apps/v1" [ "/namespaces/" NS ] "/deployments" [ "/" NAME ]
  static Place placed(std::string path, const std::string& root, const std::string& plural) {
    Place place;
    if (!path.starts_with(root + "/")) return place;
    path.erase(0, root.size() + 1);
    constexpr std::string_view scope = "namespaces/";
    if (plural != "namespaces" && path.starts_with(scope)) {
      const auto slash = path.find('/', scope.size());
      place.ns = path.substr(scope.size(), slash - scope.size());
      path.erase(0, slash + 1);
    }
    if (path != plural && !path.starts_with(plural + "/")) return place;
    if (path != plural) place.name = path.substr(plural.size() + 1);
    place.found = place.name.find('/') == std::string::npos;
    return place;
  }

  static Answer
  get(const std::vector<nlohmann::json>& objects, const Place& place, const std::string& plural) {
    for (const auto& object : objects)
      if (object["metadata"].value("name", "") == place.name
          && object["metadata"].value("namespace", "") == place.ns)
        return {200, object.dump()};
    return refusal(404, "NotFound", plural + " \"" + place.name + "\" not found");
  }

  static Answer list(const std::vector<nlohmann::json>& objects,
                     const std::string& ns,
                     const std::string& target) {
    auto items = nlohmann::json::array();
    for (auto object : objects) {
      const bool here = ns.empty() || object["metadata"].value("namespace", "") == ns;
      if (!here || !has_labels(object, parameter(target, "labelSelector"))
          || !is_on_node(object, parameter(target, "fieldSelector")))
        continue;
      object.erase("kind");
      object.erase("apiVersion");
      items.push_back(std::move(object));
    }
    return {200, nlohmann::json{{"metadata", nlohmann::json::object()}, {"items", items}}.dump()};
  }

  kscan::test::FakeTransport& m_transport;
  std::map<std::string, std::vector<nlohmann::json>> m_objects;
  std::set<std::string> m_forbidden;
};

}  // namespace kscan::discover::test

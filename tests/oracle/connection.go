package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"
	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/cli-runtime/pkg/genericclioptions"
	_ "k8s.io/client-go/plugin/pkg/client/auth"
	"k8s.io/client-go/rest"
	cliflag "k8s.io/component-base/cli/flag"
)

// podDir is where rest.InClusterConfig looks; nowhere else.
const podDir = "/var/run/secrets/kubernetes.io/serviceaccount"

// ConnectionVector is what a user has and types, and where kubectl would go then. In all texts
// @DIR@ is the vector's own directory, which is the working directory too, and @CERT@ and its like
// are the values of pem().
type ConnectionVector struct {
	Case   string            `json:"case,omitempty"`
	Files  map[string]string `json:"files,omitempty"` // in @DIR@; "x/": a directory
	Pod    map[string]string `json:"pod,omitempty"`   // in podDir
	Env    map[string]string `json:"env,omitempty"`   // all there is, beside HOME=@DIR@/home
	Flags  []string          `json:"flags,omitempty"`
	Error  string            `json:"error,omitempty"`
	Answer *Connection       `json:"answer,omitempty"`
}

type Connection struct {
	Server    string              `json:"server"`
	Namespace string              `json:"namespace"`
	TLSName   string              `json:"tlsServerName,omitempty"`
	Insecure  bool                `json:"insecureSkipTLSVerify,omitempty"`
	CA        string              `json:"certificateAuthoritySHA256,omitempty"`
	Cert      string              `json:"clientCertificateSHA256,omitempty"`
	Proxy     string              `json:"proxyURL,omitempty"`
	Headers   map[string][]string `json:"headers,omitempty"`
	Exec      *Command            `json:"exec,omitempty"`
}

type Command struct {
	Command string   `json:"command"`
	Args    []string `json:"args"`
}

// answerConnection asks a process of its own: client-go reads much of the environment only once.
func answerConnection(vector ConnectionVector) (ConnectionVector, error) {
	dir, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return vector, err
	}
	defer os.RemoveAll(dir)
	fill := strings.NewReplacer(append(pem(), "@DIR@", dir)...)
	if err := writeFiles(dir, vector.Files, fill); err != nil {
		return vector, err
	}
	if len(vector.Pod) > 0 {
		if _, err := os.Stat(podDir); err == nil {
			return vector, errors.New(podDir + " exists: run this where it does not (see update)")
		}
		defer os.RemoveAll(podDir)
		if err := writeFiles(podDir, vector.Pod, fill); err != nil {
			return vector, err
		}
	}
	output, err := askChild(vector, dir, fill)
	if err != nil {
		return vector, fmt.Errorf("%s: %w", vector.Case, err)
	}
	var answered ConnectionVector
	if err := json.Unmarshal(bytes.ReplaceAll(output, []byte(dir), []byte("@DIR@")), &answered); err != nil {
		return vector, err
	}
	vector.Answer, vector.Error = answered.Answer, answered.Error
	return vector, nil
}

func writeFiles(dir string, files map[string]string, fill *strings.Replacer) error {
	for name, text := range files {
		path := filepath.Join(dir, name)
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o755); err != nil {
				return err
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(fill.Replace(text)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

func askChild(vector ConnectionVector, dir string, fill *strings.Replacer) ([]byte, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	child := exec.Command(self, "connection", "one")
	for _, flag := range vector.Flags {
		child.Args = append(child.Args, fill.Replace(flag))
	}
	child.Dir = dir
	child.Env = []string{"HOME=" + dir + "/home"} // a later one wins
	for name, value := range vector.Env {
		child.Env = append(child.Env, name+"="+fill.Replace(value))
	}
	child.Stderr = os.Stderr
	return child.Output()
}

// connectionOf prints where kubectl would go with these flags in this environment.
func connectionOf(args []string) error {
	var vector ConnectionVector
	connection, err := connect(args)
	if err != nil {
		vector.Error = err.Error()
	} else {
		vector.Answer = connection
	}
	return json.NewEncoder(os.Stdout).Encode(vector)
}

func connect(args []string) (*Connection, error) {
	getter := genericclioptions.NewConfigFlags(true)
	if line := strings.Join(args, " "); strings.Contains(line, "--username") || strings.Contains(line, "--password") {
		getter.WithDeprecatedPasswordFlag() // without these flags kubectl would ask on the terminal
	}
	flags := pflag.NewFlagSet("kubectl", pflag.ContinueOnError)
	flags.SetNormalizeFunc(cliflag.WordSepNormalizeFunc)
	getter.AddFlags(flags)
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	config, err := getter.ToRESTConfig()
	if err != nil {
		return nil, err
	}
	namespace, _, err := getter.ToRawKubeConfigLoader().Namespace()
	if err != nil {
		return nil, err
	}
	return describe(config, namespace)
}

func describe(config *rest.Config, namespace string) (*Connection, error) {
	server, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return nil, err
	}
	server.RawQuery, server.Fragment = "", "" // as rest.NewRESTClient does
	proxy, err := proxyOf(config, server)
	if err != nil {
		return nil, err
	}
	connection := &Connection{Namespace: namespace, TLSName: config.ServerName, Insecure: config.Insecure, Proxy: proxy}
	if connection.Headers, connection.Exec, err = sent(config, server); err != nil {
		return nil, err
	}
	server.User = nil // told by the headers
	connection.Server = server.String()
	if connection.CA, err = hashOf(config.CAData, config.CAFile); err != nil {
		return nil, err
	}
	connection.Cert, err = hashOf(config.CertData, config.CertFile)
	return connection, err
}

// proxyOf asks the transport that would carry the requests.
func proxyOf(config *rest.Config, server *url.URL) (string, error) {
	carrier, err := rest.TransportFor(config)
	if err != nil {
		return "", err
	}
	for {
		wrapper, wrapped := carrier.(utilnet.RoundTripperWrapper)
		if !wrapped {
			break
		}
		carrier = wrapper.WrappedRoundTripper()
	}
	transport, ok := carrier.(*http.Transport)
	if !ok {
		return "", fmt.Errorf("a transport of type %T", carrier)
	}
	proxy, err := transport.Proxy(&http.Request{URL: server})
	if err != nil || proxy == nil {
		return "", err
	}
	return proxy.Redacted(), nil
}

type recorder struct{ headers http.Header }

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	r.headers = request.Header
	return &http.Response{StatusCode: 200, Body: http.NoBody, Request: request}, nil
}

// sent sends a request through client-go's own wrappers. The commands of the vectors do not exist:
// that the plugin is missed shows that it would be run.
func sent(config *rest.Config, server *url.URL) (map[string][]string, *Command, error) {
	recorded := &recorder{}
	wrapped, err := rest.HTTPWrappersForConfig(config, recorded)
	if err != nil {
		return nil, nil, err
	}
	client := http.Client{Transport: wrapped}
	_, err = client.Get(server.String())
	if err != nil && strings.Contains(err.Error(), "getting credentials: exec") {
		without := rest.CopyConfig(config)
		without.ExecProvider = nil
		headers, _, err := sent(without, server)
		return headers, &Command{config.ExecProvider.Command, append([]string{}, config.ExecProvider.Args...)}, err
	}
	if err != nil {
		return nil, nil, errors.Unwrap(err)
	}
	if authorization := recorded.headers.Get("Authorization"); authorization != "" {
		sum := sha256.Sum256([]byte(authorization))
		recorded.headers.Set("Authorization", "sha256:"+hex.EncodeToString(sum[:]))
	}
	return recorded.headers, nil, nil
}

func hashOf(data []byte, file string) (string, error) {
	if len(data) == 0 && file != "" {
		var err error
		if data, err = os.ReadFile(file); err != nil {
			return "", err
		}
	}
	if len(data) == 0 {
		return "", nil
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}

func encoded(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

package upstream
import ("testing";"os";"path/filepath";"strings";"fmt";"sort";"github.com/oasdiff/oasdiff/checker";"github.com/oasdiff/oasdiff/diff";"github.com/oasdiff/oasdiff/load";"github.com/getkin/kin-openapi/openapi3")
func BenchmarkZZ(b *testing.B){ for b.Loop(){ if err:=compareFiles(os.Getenv("A"),os.Getenv("B"));err!=nil{b.Fatal(err)} } }
func theirs(a,b string) (map[string]int, error){
	l:=openapi3.NewLoader(); l.IsExternalRefsAllowed=true
	s1,err:=load.NewSpecInfo(l,load.NewSource(a)); if err!=nil{return nil,err}
	s2,err:=load.NewSpecInfo(l,load.NewSource(b)); if err!=nil{return nil,err}
	r,src,err:=diff.GetWithOperationsSourcesMap(diff.NewConfig(),s1,s2); if err!=nil{return nil,err}
	out:=map[string]int{}
	for _,c:=range checker.CheckBackwardCompatibilityUntilLevel(checker.NewConfig(checker.GetAllChecks()),r,src,checker.INFO){ out[c.GetId()+" "+c.GetLevel().String()]++ }
	return out,nil
}
func TestPairs(t *testing.T){
	root:="/root/go/pkg/mod/github.com/oasdiff/oasdiff@v1.36.0/data"
	var files []string
	filepath.Walk(root,func(p string,i os.FileInfo,err error)error{ if err==nil&&!i.IsDir()&&(strings.HasSuffix(p,".yaml")||strings.HasSuffix(p,".json")){files=append(files,p)}; return nil})
	has:=map[string]bool{}; for _,f:=range files{has[f]=true}
	type pr struct{a,b string}
	var pairs []pr
	for _,f:=range files{
		for _,r:=range [][2]string{{"base","revision"},{"base","modified"},{"1.","2."},{"_base","_revision"},{"1.","3."},{"from","to"},{"before","after"},{"v1","v2"}}{
			if i:=strings.LastIndex(f,r[0]); i>0 { g:=f[:i]+r[1]+f[i+len(r[0]):]; if has[g]&&g!=f {pairs=append(pairs,pr{f,g},pr{g,f})}}
		}
	}
	only:=map[string]int{}; ex:=map[string]string{}; n,agree,errs:=0,0,0
	ours:=func(a,b string)(map[string]int,error){
		c,err:=Load(t.Context(),a,Options{}); if err!=nil{return nil,err}
		p,err:=Load(t.Context(),b,Options{}); if err!=nil{return nil,err}
		fs,_,err:=p.Compare(c); out:=map[string]int{}
		for _,f:=range fs{ lv:="error"; if f.Severity=="additive"{lv="info"}; out[f.Rule+" "+lv]++
			if strings.Contains(f.Message,"MISSING")||strings.Contains(f.Message,"subschema")||strings.Contains(f.Message,"…"){fmt.Println("ODD",f,a)}
			if f.Line==0||f.Place.Line==0{fmt.Println("NOPLACE",f.Rule,f.Line,f.Place,a,b)}
		}
		return out,err
	}
	for _,p:=range pairs{
		th,err:=theirs(p.a,p.b); if err!=nil{continue}
		n++
		us,err:=ours(p.a,p.b)
		if err!=nil{errs++; m:="ERR "+err.Error(); if len(m)>160{m=m[:160]}; only[m]++; ex[m]=p.a; if len(us)==0{continue}}
		ok:=true
		lv:=func(k string)string{ k=strings.Replace(k," warning"," error",1); return k}
		tt:=map[string]int{}; for k,v:=range th{tt[lv(k)]+=v}
		for k:=range tt{ if us[k]==0 {only["oasdiff only: "+k]++; ex["oasdiff only: "+k]=p.a; ok=false}}
		for k:=range us{ if tt[k]==0 {only["ours only: "+k]++; ex["ours only: "+k]=p.a; ok=false}}
		if ok{agree++}
	}
	fmt.Println(n,agree,errs)
	var ks []string; for k:=range only{ks=append(ks,k)}; sort.Strings(ks)
	for _,k:=range ks{fmt.Println(only[k],k,strings.TrimPrefix(ex[k],root))}
}

package io.switchlog.wire.sdp;

/// A line whose content this package does not look into (`v= s= i= u= e= p= t= r= z= k=`).
public record TextLine(char type, String value) implements Line {
  public TextLine {
    Line.requireOneLine(value);
  }
}
